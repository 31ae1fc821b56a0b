using Lode.Formats;
using Lode.Memory;

namespace Lode.Tokenizers;

public sealed partial class Tokenizer
{
    /// <summary>Opens the tokenizer of a file or folder, whatever kind it is.</summary>
    /// <param name="path">
    /// A <c>tokenizer.json</c>; a folder of a Hugging Face model; a GGUF model; a <c>vocab.json</c> with <c>merges.txt</c> beside it; a
    /// SentencePiece <c>.model</c>; a <c>.tiktoken</c> file named for its encoding; a compiled tokenizer (<see cref="Compile(string, string)"/>).
    /// Compiled tokenizers, and those of packed models, stay mapped as long as the process lives.
    /// </param>
    /// <param name="options">How to open it, or null for the defaults.</param>
    /// <exception cref="ModelFormatException">The file is damaged, or asks for what cannot be reproduced exactly; the message says what.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static Tokenizer Open(string path, TokenizerOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            path = FindInFolder(path);
        if (BeginsWith(path, CompiledFormat.Magic))
            return FromCompiled(path, options);
        if (BeginsWith(path, "GGUF"u8))
        {
            using GgufFile file = GgufFile.Open(path);
            return file.TryGetTensor(GgufSections.Tokenizer, out GgufTensor? section) && GgufSections.IsSection(section)
                ? FromPacked(file.Metadata, section, out _, options)
                : FromGguf(file.Metadata, options);
        }
        switch (Path.GetExtension(path))
        {
            case ".model":
                return FromSentencePiece(path, options);
            case ".tiktoken":
                return FromTiktoken(path, Path.GetFileNameWithoutExtension(path), options);
        }
        return PairOf(path) is (string vocabulary, string merges)
            ? FromVocabularyAndMerges(vocabulary, merges, options) : FromTokenizerJson(path, options);
    }

    /// <summary>Opens a <c>tokenizer.json</c>, the format of Hugging Face tokenizers.</summary>
    /// <inheritdoc cref="Open"/>
    public static Tokenizer FromTokenizerJson(string path, TokenizerOptions? options = null)
    {
        using MappedFile file = MappedFile.Open(path);
        using MappedView view = file.View(0, file.Length);
        return FromTokenizerJson(view.Span(0, checked((int)file.Length)), path, options);
    }

    /// <summary>Reads the contents of a <c>tokenizer.json</c>.</summary>
    /// <param name="json">UTF-8; not needed afterwards.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="options">How to open it, or null for the defaults.</param>
    /// <exception cref="ModelFormatException">It is damaged, or asks for what cannot be reproduced exactly; the message says what.</exception>
    public static Tokenizer FromTokenizerJson(ReadOnlySpan<byte> json, string name, TokenizerOptions? options = null) =>
        new(TokenizerJsonReader.Read(json, name), options);

    /// <summary>Reads the vocabulary of a GGUF model from its <c>tokenizer.ggml.*</c> keys.</summary>
    /// <remarks>
    /// The keys and their defaults are llama.cpp's (<c>src/llama-vocab.cpp</c>). GGUF has no key for Unicode normalisation: where the
    /// original tokenizer applies NFC first (Qwen), text in another form gets other ids, as it does in llama.cpp.
    /// </remarks>
    /// <param name="metadata">The metadata of an open file; not needed afterwards.</param>
    /// <param name="options">How to open it, or null for the defaults.</param>
    /// <exception cref="ModelFormatException">
    /// The tokenizer's kind or pre-tokenizer is not supported, or its description is incomplete or contradicts itself.
    /// </exception>
    public static Tokenizer FromGguf(GgufMetadata metadata, TokenizerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return new(GgufTokenizer.Create(metadata), options);
    }

    /// <summary>Opens GPT-2's pair of files; words are cut as GPT-2 does, and <c>&lt;|endoftext|&gt;</c> is special.</summary>
    /// <param name="vocabularyPath">The path of <c>vocab.json</c>.</param>
    /// <param name="mergesPath">The path of <c>merges.txt</c>.</param>
    /// <param name="options">How to open it, or null for the defaults.</param>
    /// <exception cref="ModelFormatException">A file is damaged, or they do not belong together.</exception>
    /// <exception cref="IOException">A file cannot be opened.</exception>
    public static Tokenizer FromVocabularyAndMerges(string vocabularyPath, string mergesPath, TokenizerOptions? options = null) =>
        new(VocabularyAndMerges.Read(vocabularyPath, mergesPath), options);

    /// <summary>Opens a <c>.tiktoken</c> file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="encoding">
    /// Whose it is: gpt2, r50k_base, p50k_base, p50k_edit, cl100k_base or o200k_base; the file does not say how words are cut.
    /// </param>
    /// <param name="options">How to open it, or null for the defaults.</param>
    /// <exception cref="ModelFormatException">The file is damaged, or the encoding is not known.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static Tokenizer FromTiktoken(string path, string encoding, TokenizerOptions? options = null)
    {
        TiktokenEncoding known = TiktokenEncoding.Find(encoding) ?? throw new ModelFormatException(
            path, "the encoding", $"one of {TiktokenEncoding.Names}", $"'{encoding}'",
            "the file does not say how words are cut: name the encoding, or the file for it");
        return new(TiktokenFile.Read(path, known), options);
    }

    /// <summary>Opens a SentencePiece <c>.model</c> file, BPE or Unigram.</summary>
    /// <inheritdoc cref="Open"/>
    public static Tokenizer FromSentencePiece(string path, TokenizerOptions? options = null) =>
        new(SentencePieceFile.Read(File.ReadAllBytes(path), path), options);

    /// <summary>Both files where a path is one of <c>vocab.json</c> and <c>merges.txt</c>, else null.</summary>
    internal static (string Vocabulary, string Merges)? PairOf(string path)
    {
        string name = Path.GetFileName(path);
        return name.EndsWith("merges.txt", StringComparison.Ordinal) ? (Beside(path, "merges.txt", "vocab.json"), path)
            : name.EndsWith("vocab.json", StringComparison.Ordinal) ? (path, Beside(path, "vocab.json", "merges.txt")) : null;
    }

    static string Beside(string path, string name, string other)
    {
        string file = Path.GetFileName(path);
        return Path.Combine(Path.GetDirectoryName(path) ?? "", file[..^name.Length] + other);
    }

    /// <summary>Whether a file begins with certain bytes, up to 8.</summary>
    internal static bool BeginsWith(string path, ReadOnlySpan<byte> magic)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        Span<byte> start = stackalloc byte[8];
        int length = stream.ReadAtLeast(start[..magic.Length], magic.Length, throwOnEndOfStream: false);
        return length == magic.Length && start[..length].SequenceEqual(magic);
    }

    /// <summary>The file of a Hugging Face folder that says the most.</summary>
    static string FindInFolder(string folder)
    {
        foreach (string name in (string[])["tokenizer.json", "tokenizer.model", "spiece.model", "sentencepiece.bpe.model"])
        {
            if (File.Exists(Path.Combine(folder, name)))
                return Path.Combine(folder, name);
        }
        string vocabulary = Path.Combine(folder, "vocab.json");
        return File.Exists(vocabulary) && TokenizerConfig.IsGpt2(folder) ? vocabulary : throw new FileNotFoundException(
            $"{folder}: there is no tokenizer.json, tokenizer.model or vocab.json; name the file that holds the vocabulary",
            Path.Combine(folder, "tokenizer.json"));
    }
}
