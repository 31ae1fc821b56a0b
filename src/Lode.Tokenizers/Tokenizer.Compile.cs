using Lode.Formats;
using Lode.Memory;

namespace Lode.Tokenizers;

public sealed partial class Tokenizer
{
    /// <summary>
    /// Writes the compiled form of a tokenizer: one file that is mapped and used in place, so that <see cref="Open"/> takes milliseconds
    /// and its tables exist once for all processes. The format is in <c>docs/tokenizer-format.md</c>.
    /// </summary>
    /// <param name="source">Anything that <see cref="Open"/> opens but a compiled form.</param>
    /// <param name="destination">The file to write; it appears complete or not at all.</param>
    /// <exception cref="NotSupportedException">The tokenizer is compiled already, or too much comes before and behind its model.</exception>
    /// <exception cref="ModelFormatException">The source is damaged, or asks for what cannot be reproduced exactly.</exception>
    /// <exception cref="IOException">A file cannot be opened or written.</exception>
    public static void Compile(string source, string destination)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentException.ThrowIfNullOrEmpty(destination);
        string path = Directory.Exists(source) ? FindInFolder(source) : source;
        byte[] hash = TokenizerSource.Hash(path);
        HashKeys.From(hash, () =>
        {
            TokenizerCompiler.Write(Open(path), hash, destination);
            return true;
        });
    }

    /// <summary>Opens a compiled tokenizer by mapping it; the file stays mapped as long as the process lives.</summary>
    /// <param name="path">What <see cref="Compile(string, string)"/> wrote. Replace it by renaming, never in place.</param>
    /// <param name="options">How to open it, or null for the defaults.</param>
    /// <exception cref="ModelFormatException">The file is damaged, or of another version.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static Tokenizer FromCompiled(string path, TokenizerOptions? options = null) => new(CompiledTokenizer.Read(path), options);

    /// <summary>Makes the compiled form of the tokenizer of a GGUF model, to be put into another file.</summary>
    /// <param name="metadata">The metadata of an open file.</param>
    /// <param name="sourceHash">SHA-256 of what the file has before its tensors: what <see cref="SourceHash"/> will say.</param>
    /// <exception cref="NotSupportedException">Too much comes before and behind its model.</exception>
    /// <inheritdoc cref="FromGguf"/>
    public static byte[] Compile(GgufMetadata metadata, byte[] sourceHash) =>
        HashKeys.From(sourceHash, () => TokenizerCompiler.ToArray(FromGguf(metadata), sourceHash));

    /// <summary>Opens the compiled tokenizer of a packed model where it lies. Nothing of its tables is copied.</summary>
    /// <param name="metadata">The metadata of the model.</param>
    /// <param name="section">The tensor <see cref="GgufSections.Tokenizer"/>.</param>
    /// <param name="lease">Keeps the tables where they are: to be disposed when nobody uses the tokenizer any more, or never.</param>
    /// <param name="options">How to open it, or null for the defaults.</param>
    /// <exception cref="ModelFormatException">It is damaged, of another version, or of another model.</exception>
    public static Tokenizer FromPacked(GgufMetadata metadata, GgufTensor section, out MappedView lease, TokenizerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(section);
        MappedView view = section.View();
        try
        {
            Tokenizer tokenizer = new(CompiledTokenizer.Read(view, section.Path), options);
            string made = Convert.ToHexStringLower(tokenizer.SourceHash), expected = metadata.GetString(GgufSections.SourceHashKey);
            if (made != expected)
                throw section.Error($"a tokenizer made of the source {expected}", $"of {made}", "the file is damaged: pack the model again");
            lease = view;
            return tokenizer;
        }
        catch
        {
            view.Dispose();
            throw;
        }
    }
}
