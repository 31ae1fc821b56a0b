using Lode.Tests;

namespace Lode.Inference.Tests;

public sealed class InstructionSetTests
{
    [Theory]
    [InlineData("DOTNET_EnableAVX512")]
    [InlineData("DOTNET_EnableAVX2")]
    public void All_tests_pass_without(string instructionSet) => InstructionSets.RunAllWithout(instructionSet, typeof(InstructionSetTests));

    [Fact]
    public void Logits_are_right_without_any_vector_instruction() =>
        InstructionSets.RunClassWithout("DOTNET_EnableHWIntrinsic", typeof(AccuracyTests));
}
