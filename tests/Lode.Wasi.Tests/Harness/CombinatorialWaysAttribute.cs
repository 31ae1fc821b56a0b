using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Lode.Wasi.Tests;

/// <summary>Each text with the kernel's way of walking and with ours.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class CombinatorialWaysAttribute(params string[] texts) : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([.. texts.SelectMany(text => (ITheoryDataRow[])[new TheoryDataRow(text, false), new TheoryDataRow(text, true)])]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
