using System.Text;

namespace Lode.Tokenizers;

/// <summary>What a <c>.tiktoken</c> file does not say: how words are cut, and the special tokens.</summary>
/// <param name="Name">The name of the encoding (openai/tiktoken, <c>tiktoken_ext/openai_public.py</c>).</param>
/// <param name="Create">Makes the pre-tokenizer.</param>
/// <param name="Special">The special tokens with their ids.</param>
sealed record TiktokenEncoding(string Name, Func<PreTokenizer> Create, (string Text, int Id)[] Special)
{
    static readonly TiktokenEncoding[] s_all =
    [
        new("gpt2", () => new Gpt2PreTokenizer(splitsDigits: false), [("<|endoftext|>", 50256)]),
        new("r50k_base", () => new Gpt2PreTokenizer(splitsDigits: false), [("<|endoftext|>", 50256)]),
        new("p50k_base", () => new Gpt2PreTokenizer(splitsDigits: false), [("<|endoftext|>", 50256)]),
        new("p50k_edit", () => new Gpt2PreTokenizer(splitsDigits: false),
            [("<|endoftext|>", 50256), ("<|fim_prefix|>", 50281), ("<|fim_middle|>", 50282), ("<|fim_suffix|>", 50283)]),
        new("cl100k_base", () => new Llama3PreTokenizer(maxDigits: 3),
            [("<|endoftext|>", 100257), ("<|fim_prefix|>", 100258), ("<|fim_middle|>", 100259), ("<|fim_suffix|>", 100260), ("<|endofprompt|>", 100276)]),
        new("o200k_base", () => new O200kPreTokenizer(), [("<|endoftext|>", 199999), ("<|endofprompt|>", 200018)]),
    ];

    /// <summary>Every supported name, for messages.</summary>
    public static string Names => string.Join(", ", s_all.Select(encoding => encoding.Name));

    /// <summary>The encoding of a name, or null.</summary>
    public static TiktokenEncoding? Find(string name) => Array.Find(s_all, encoding => encoding.Name == name);

    /// <summary>Cuts words.</summary>
    public SplitStep[] Steps() => [new PatternSplit(new WordPattern(Create()), SplitBehavior.Isolated)];

    /// <summary>The special tokens as added tokens.</summary>
    public AddedToken[] Added() => [.. Special.Select(token => new AddedToken(token.Id, Encoding.UTF8.GetBytes(token.Text)) { IsSpecial = true })];
}
