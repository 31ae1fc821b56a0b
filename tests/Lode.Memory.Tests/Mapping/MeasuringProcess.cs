namespace Lode.Memory.Tests;

/// <summary>Tests that measure this process, and so run while no other test does.</summary>
[CollectionDefinition(nameof(MeasuringProcess), DisableParallelization = true)]
public sealed class MeasuringProcess;
