using Lode.Cli.Errors;
using Lode.Tokenizers;

namespace Lode.Cli.Tokenizing;

/// <summary>Opens the tokenizer that MODEL names.</summary>
static class TokenizerPath
{
    /// <summary>What the help says of MODEL.</summary>
    public const string Description = "Whose tokenizer: a GGUF file, tokenizer.json, a Hugging Face folder, vocab.json with merges.txt beside it, "
        + "a SentencePiece .model, a .tiktoken file named for its encoding, a compiled one (--compile), or 'demo'.";

    public static Tokenizer Open(string model) => Tokenizer.Open(Find(model));

    /// <summary>The file or folder.</summary>
    /// <exception cref="UsageException">It is standard input, which the text may come from.</exception>
    public static string Find(string model) => model == InputSource.StandardInput
        ? throw new UsageException("the tokenizer cannot come from standard input; give a file or a folder")
        : Directory.Exists(model) ? model : ModelPath.Find(model);
}
