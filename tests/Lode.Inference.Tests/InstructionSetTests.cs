using Lode.Tests;

namespace Lode.Inference.Tests;

public sealed class InstructionSetTests
{
    public static TheoryData<string> Switches => InstructionSets.Switches;

    [Theory]
    [MemberData(nameof(Switches))]
    public void All_tests_pass_without(string instructionSet) => InstructionSets.RunAllWithout(instructionSet, typeof(InstructionSetTests));
}
