using Lode.Wasm.Assembly;

namespace Lode.Wasm.Compilation;

/// <summary>What flags say: a condition, and of floats what the parity flag, which stands for NaN, adds to it.</summary>
/// <param name="Condition">The condition.</param>
/// <param name="Parity">What parity adds.</param>
readonly record struct Test(Condition Condition, TestParity Parity = TestParity.Ignored)
{
    /// <summary>The opposite.</summary>
    public Test Negated => new(Condition ^ (Condition)1, Parity switch
    {
        TestParity.And => TestParity.Or,
        TestParity.Or => TestParity.And,
        _ => TestParity.Ignored,
    });
}
