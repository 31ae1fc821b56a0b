namespace Lode.Tokenizers;

/// <summary>A way to cut words, by the names that <c>tokenizer.ggml.pre</c> has for it, with what goes along with it.</summary>
/// <param name="Names">The names; llama.cpp's table (<c>src/llama-vocab.cpp</c>) decides which mean the same.</param>
/// <param name="Create">Makes the pre-tokenizer; null where <paramref name="Expressions"/> cut.</param>
/// <param name="WholeWordsFirst">A word that is in the vocabulary is that token (<c>ignore_merges</c>).</param>
/// <param name="AddsBeginOfText">Whether BOS is added where the file does not say.</param>
/// <param name="Expressions">Expressions that cut one after the other, as <see cref="KnownPatterns"/> has them.</param>
sealed record PreTokenizerKind(
    string[] Names, Func<PreTokenizer>? Create, bool WholeWordsFirst = false, bool AddsBeginOfText = false, string[]? Expressions = null)
{
    static readonly PreTokenizerKind[] s_all =
    [
        new(["gpt-2", "mpt", "olmo", "phi-2", "exaone4", "gigachat", "mellum", "a.x-4.0"], () => new Gpt2PreTokenizer(splitsDigits: false)),
        new(["smollm", "starcoder", "refact"], () => new Gpt2PreTokenizer(splitsDigits: true)),
        new(["llama-bpe", "llama3", "llama-v3", "falcon3", "falcon-h1", "pixtral", "midm-2.0", "lfm2", "jina-v5-nano"],
            () => new Llama3PreTokenizer(maxDigits: 3), WholeWordsFirst: true, AddsBeginOfText: true),
        new(["qwen2", "deepseek-r1-qwen", "kormo", "f2llmv2", "megrez"], () => new Llama3PreTokenizer(maxDigits: 1)),
        new(["gpt-4o", "llama4"], () => new O200kPreTokenizer()),
        new(["deepseek-llm"], null, Expressions:
        [
            @"[\r\n]", @"\s?[" + DeepSeekClasses.Letters + "]+", @"\s?[" + DeepSeekClasses.Punctuation + "]+", @"\s+$",
            "[" + DeepSeekClasses.EastAsian + "]+", @"\p{N}+",
        ]),
        new(["deepseek-coder"], null, Expressions:
            [@"[\r\n]", @"\s?\p{L}+", @"\s?\p{P}+", "[" + DeepSeekClasses.EastAsian + "]+", @"\p{N}"]),
        new(["falcon"], null, Expressions: [@"[\p{P}\$\+<=>\^~\|`]+", KnownPatterns.Gpt2, "[0-9][0-9][0-9]"]),
    ];

    /// <summary>The steps of a pipeline.</summary>
    public SplitStep[] CreateSteps() => Create is not null
        ? [new PatternSplit(new WordPattern(Create()), SplitBehavior.Isolated)]
        : [.. Expressions!.Select(expression => new PatternSplit(KnownPatterns.Find(expression)!, SplitBehavior.Isolated))];

    /// <summary>Every supported name, for messages.</summary>
    public static string SupportedNames => string.Join(", ", s_all.SelectMany(kind => kind.Names));

    /// <summary>The kind of a name, or null.</summary>
    public static PreTokenizerKind? Find(string? name) => Array.Find(s_all, kind => kind.Names.Contains(name));
}
