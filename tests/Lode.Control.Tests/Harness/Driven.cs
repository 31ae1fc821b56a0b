namespace Lode.Control.Tests;

/// <summary>What became of one sequence of a driven request.</summary>
sealed class Driven(int number)
{
    public int Number { get; } = number;

    /// <summary>All tokens, prompt included.</summary>
    public List<int> Tokens { get; init; } = [];

    public int PromptLength { get; set; }

    public IEnumerable<int> Generated => Tokens.Skip(PromptLength);

    /// <summary>Whether the controller stopped it.</summary>
    public bool IsStopped { get; set; }

    /// <summary>Rounds in which nothing happened.</summary>
    public int Skipped { get; set; }

    public ControllerException? Error { get; set; }

    /// <summary>The temperature of the last token.</summary>
    public float? Temperature { get; set; }

    internal SequenceController? Controller { get; set; }

    internal bool IsForked { get; set; }
}
