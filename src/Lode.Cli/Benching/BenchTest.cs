namespace Lode.Cli.Benching;

/// <summary>One thing that is timed.</summary>
/// <param name="PromptTokens">Tokens read at once; 0 for none.</param>
/// <param name="GeneratedTokens">Tokens computed one after the other, after those of the prompt; 0 for none.</param>
/// <param name="Depth">Tokens that are in the sequence before, and are not timed.</param>
sealed record BenchTest(int PromptTokens, int GeneratedTokens, int Depth)
{
    public int Tokens => PromptTokens + GeneratedTokens;

    /// <summary>As llama-bench names it: <c>pp512</c>, <c>tg128</c>, <c>pp512+tg128</c>, <c>tg128 @ d1024</c>.</summary>
    public string Name
    {
        get
        {
            string prompt = PromptTokens > 0 ? $"pp{PromptTokens}" : "";
            string generated = GeneratedTokens > 0 ? $"tg{GeneratedTokens}" : "";
            string depth = Depth > 0 ? $" @ d{Depth}" : "";
            return (prompt.Length > 0 && generated.Length > 0 ? $"{prompt}+{generated}" : prompt + generated) + depth;
        }
    }
}
