namespace Lode.Wasm.Tests.Decoding;

/// <summary>What is not supported is refused by the name of the proposal that brings it.</summary>
public sealed class ProposalTests
{
    public static TheoryData<string, byte[]> Modules => new()
    {
        { "component model", [0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0] },
        { "exception handling", new WasmBytes().Section(1, 1, 0x60, 0, 0).Section(13, 1, 0, 0).ToArray() },
        { "exception handling", WasmBytes.WithBody(0x06, 0x40, 0x0b) },
        { "exception handling", WasmBytes.WithBody(0x1f, 0x40, 0, 0x0b) },
        { "exception handling", WasmBytes.WithFunction([0x60, 1, 0x69, 0], [], []) },
        { "garbage collection", new WasmBytes().Section(1, 1, 0x5f, 0).ToArray() },
        { "garbage collection", new WasmBytes().Section(1, 1, 0x4e, 1, 0x60, 0, 0).ToArray() },
        { "garbage collection", WasmBytes.WithBody(0xfb, 0, 0) },
        { "typed function references", WasmBytes.WithFunction([0x60, 1, 0x64, 0, 0], [], []) },
        { "typed function references", WasmBytes.WithBody(0x14, 0) },
        { "memory64", new WasmBytes().Section(5, 1, 4, 1).ToArray() },
        { "threads", new WasmBytes().Section(5, 1, 3, 1, 1).ToArray() },
        { "threads", WasmBytes.WithBody(0xfe, 3, 0) },
        { "custom page sizes", new WasmBytes().Section(5, 1, 8, 1, 0).ToArray() },
        { "multiple memories", new WasmBytes().Section(5, 2, 0, 1, 0, 1).ToArray() },
        { "multiple memories", WasmBytes.WithBody(0x41, 0, 0x28, 0x42, 1, 0, 0x1a) },
        { "relaxed SIMD", WasmBytes.WithBody(0xfd, 0x80, 0x02) },
        { "wide arithmetic", WasmBytes.WithBody(0xfc, 0x13) },
        { "stack switching", WasmBytes.WithBody(0xe0, 0) },
    };

    [Theory]
    [MemberData(nameof(Modules))]
    public void A_proposal_is_named(string proposal, byte[] bytes)
    {
        WasmFormatException exception = Module.Validate(bytes).ShouldNotBeNull();
        exception.Fault.ShouldBe(WasmFault.Unsupported);
        exception.Proposal.ShouldBe(proposal);
        exception.Message.ShouldContain(proposal);
    }

    [Fact]
    public void A_component_is_told_what_it_is() =>
        Module.Validate([0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0]).ShouldNotBeNull().Message.ShouldContain("this is a component");

    [Fact]
    public void Text_is_told_what_it_is() =>
        Module.Validate("(module)"u8).ShouldNotBeNull().Message.ShouldContain("text (.wat)");
}
