using System.Runtime.CompilerServices;

namespace Lode.Control.Tests.Abi;

/// <summary>Structs lie where the contract in docs/controllers.md says.</summary>
public sealed class ContractTests
{
    [Fact]
    public void Structs_have_64_bytes()
    {
        Unsafe.SizeOf<SequenceHeader>().ShouldBe(64);
        Unsafe.SizeOf<StepInput>().ShouldBe(64);
        Unsafe.SizeOf<StepOutput>().ShouldBe(64);
        Unsafe.SizeOf<SpliceEntry>().ShouldBe(64);
    }

    [Fact]
    public void Fields_lie_where_the_contract_says()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "shared memory");
        using ControlMemory memory = new(new ControlLayout(100, 10, 2));
        ControlSlot slot = memory.Slot(1);
        slot.Header.Branches = 1;
        slot.Input.Missed = 2;
        slot.Output.Branches = 3;
        slot.Splices[59].TokenCount = 4;
        slot.Pool[0] = 5;
        slot.Pool[^1] = 6;
        ReadOnlySpan<byte> bytes = memory.Shared.Span.Slice((int)memory.Layout.Find(1, RegionKind.Step).Offset, ControlContract.StepBytes);
        foreach ((int at, int value) in new[] { (48, 1), (96, 2), (152, 3), (256 + 59 * 64 + 16, 4), (4096, 5), (65532, 6) })
            BitConverter.ToInt32(bytes[at..]).ShouldBe(value);
    }
}
