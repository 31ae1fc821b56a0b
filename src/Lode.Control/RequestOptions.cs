namespace Lode.Control;

/// <summary>What a request gives to its controllers.</summary>
public sealed record RequestOptions
{
    /// <summary>Tokens of the model: the number of its logits. At least those of the tokenizer.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>The most tokens of a sequence: the model's context and one more.</summary>
    public required int TokenCapacity { get; init; }

    /// <summary>The argument, often JSON.</summary>
    public ReadOnlyMemory<byte> Argument { get; init; }

    /// <summary>Files and regions that controllers may read and map.</summary>
    public IReadOnlyList<ControlFile> Files { get; init; } = [];

    /// <summary>Names under which controllers may publish regions.</summary>
    public IReadOnlyList<string> Publishes { get; init; } = [];

    /// <summary>Where random numbers of controllers come from.</summary>
    public ulong Seed { get; init; }

    /// <summary>Takes what controllers log; null where nobody wants it.</summary>
    public ControlLog? Log { get; init; }

    /// <exception cref="ArgumentException">A name of a file is not possible, or two have the same.</exception>
    internal void Check()
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (ControlFile file in Files)
        {
            if (file.Name.Length == 0 || file.Name is "." or ".." || file.Name.AsSpan().ContainsAny('/', '\0'))
                throw new ArgumentException($"'{file.Name}' is no name for a controller's file: expected one component without slashes", nameof(Files));
            if (!names.Add(file.Name))
                throw new ArgumentException($"two files have the name '{file.Name}'", nameof(Files));
        }
    }
}
