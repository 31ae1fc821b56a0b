namespace Lode.Tokenizers;

/// <summary>A way to cut words, by the names that <c>tokenizer.ggml.pre</c> has for it, with what goes along with it.</summary>
/// <param name="Names">The names; llama.cpp's table (<c>src/llama-vocab.cpp</c>) decides which mean the same.</param>
/// <param name="Create">Makes the pre-tokenizer.</param>
/// <param name="WholeWordsFirst">A word that is in the vocabulary is that token (<c>ignore_merges</c>).</param>
/// <param name="AddsBeginOfText">Whether BOS is added where the file does not say.</param>
sealed record PreTokenizerKind(string[] Names, Func<PreTokenizer> Create, bool WholeWordsFirst = false, bool AddsBeginOfText = false)
{
    static readonly PreTokenizerKind[] s_all =
    [
        new(["gpt-2", "mpt", "olmo", "phi-2", "exaone4", "gigachat", "mellum", "a.x-4.0"], () => new Gpt2PreTokenizer(splitsDigits: false)),
        new(["smollm", "starcoder", "refact"], () => new Gpt2PreTokenizer(splitsDigits: true)),
        new(["llama-bpe", "llama3", "llama-v3", "falcon3", "falcon-h1", "pixtral", "midm-2.0", "lfm2", "jina-v5-nano"],
            () => new Llama3PreTokenizer(maxDigits: 3), WholeWordsFirst: true, AddsBeginOfText: true),
        new(["qwen2", "deepseek-r1-qwen", "kormo", "f2llmv2", "megrez"], () => new Llama3PreTokenizer(maxDigits: 1)),
        new(["gpt-4o", "llama4"], () => new O200kPreTokenizer()),
    ];

    /// <summary>The steps of a pipeline.</summary>
    public SplitStep[] CreateSteps() => [new PatternSplit(new WordPattern(Create()), SplitBehavior.Isolated)];

    /// <summary>Every supported name, for messages.</summary>
    public static string SupportedNames => string.Join(", ", s_all.SelectMany(kind => kind.Names));

    /// <summary>The kind of a name, or null.</summary>
    public static PreTokenizerKind? Find(string? name) => Array.Find(s_all, kind => kind.Names.Contains(name));
}
