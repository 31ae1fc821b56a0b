using Lode.Cli.Errors;
using Lode.Tokenizers;

namespace Lode.Cli.Running;

/// <summary>Turns a prompt into the tokens to begin with.</summary>
static class PromptTokens
{
    /// <exception cref="CommandException">There is nothing to begin with: no prompt, and no token that begins a text.</exception>
    public static int[] Encode(Tokenizer tokenizer, byte[] prompt, bool parseSpecial, string file)
    {
        int[] tokens = tokenizer.EncodeToIds(prompt, new EncodeOptions(AddSpecial: true, ParseSpecial: parseSpecial));
        if (tokens.Length > 0)
            return tokens;
        return tokenizer.BeginOfText is int begin
            ? [begin]
            : throw new CommandException($"{file}: this model has no token that begins a text; give a prompt");
    }

    /// <exception cref="CommandException">The context is too short.</exception>
    public static void CheckLength(int[] tokens, int contextLength)
    {
        if (tokens.Length > contextLength)
        {
            throw new CommandException(
                $"the prompt has {tokens.Length} tokens and the context holds {contextLength}; shorten the prompt or give a longer --ctx");
        }
    }
}
