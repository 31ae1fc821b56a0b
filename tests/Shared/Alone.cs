namespace Lode.Tests;

/// <summary>For tests that count what the whole process allocates: nothing else of the assembly runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
