namespace Lode.Wasm.Tests.Runtime;

/// <summary>Faults that only a fault of the compiler explains end the process, and say so, instead of going on.</summary>
public sealed class BrokenGuestTests
{
    [Fact]
    public void An_access_outside_of_all_memories_ends_the_process_with_a_message()
    {
        (int code, string output) = BrokenGuestProcess.Run("address");
        code.ShouldBe(134, output);
        output.ShouldContain("accessed address 0x12345670000 outside of its memory");
        output.ShouldContain("Running: by hand");
    }

    /// <summary>The handler does not follow a register that points to no context, and the runtime ends the process.</summary>
    [Theory]
    [InlineData("context")]
    [InlineData("state")]
    public void A_context_that_is_none_is_not_followed(string kind)
    {
        (int code, string output) = BrokenGuestProcess.Run(kind);
        code.ShouldBeOneOf(134, 139);
        output.ShouldNotContain("Failed: 0");
    }
}
