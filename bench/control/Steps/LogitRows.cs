namespace Lode.Control.Bench.Steps;

/// <summary>What a model would have written.</summary>
static class LogitRows
{
    public static void Fill(Span<float> row, int sequence)
    {
        Random random = new(sequence);
        foreach (ref float logit in row)
            logit = random.NextSingle() * 2 - 1;
    }
}
