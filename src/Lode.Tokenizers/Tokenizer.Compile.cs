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
    /// <exception cref="Formats.ModelFormatException">The source is damaged, or asks for what cannot be reproduced exactly.</exception>
    /// <exception cref="IOException">A file cannot be opened or written.</exception>
    public static void Compile(string source, string destination)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentException.ThrowIfNullOrEmpty(destination);
        string path = Directory.Exists(source) ? FindInFolder(source) : source;
        TokenizerCompiler.Write(Open(path), TokenizerSource.Hash(path), destination);
    }

    /// <summary>Opens a compiled tokenizer by mapping it; the file stays mapped as long as the process lives.</summary>
    /// <param name="path">What <see cref="Compile"/> wrote. Replace it by renaming, never in place.</param>
    /// <param name="options">How to open it, or null for the defaults.</param>
    /// <exception cref="Formats.ModelFormatException">The file is damaged, or of another version.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static Tokenizer FromCompiled(string path, TokenizerOptions? options = null) => new(CompiledTokenizer.Read(path), options);
}
