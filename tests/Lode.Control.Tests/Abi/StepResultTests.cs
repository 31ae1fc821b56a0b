using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;

namespace Lode.Control.Tests.Abi;

/// <summary>Answers out of memory that a guest may have filled with anything: each is refused, or is what the contract says of its bytes.</summary>
public sealed class StepResultTests : IDisposable
{
    const int Vocabulary = 100;
    const int Capacity = 50;

    static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(3000);

    readonly ControlMemory? _memory;
    readonly StepResult _result = new();

    public StepResultTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "shared memory");
        _memory = new(new ControlLayout(Vocabulary, Capacity, 1));
    }

    public void Dispose() => _memory?.Dispose();

    /// <summary>Numbers as a guest would write them, more often than not.</summary>
    static Gen<uint> Word => Gen.Frequency(
        (6, Gen.Choose(0, 12).Select(static value => (uint)value)),
        (2, Gen.Choose(0, 130).Select(static value => (uint)value)),
        (1, Gen.Choose(15_300, 15_400).Select(static value => (uint)value)),
        (1, Gen.Elements<uint>(uint.MaxValue, 0x80000000, 0x7fffffff, 0x3f800000, 0x7fc00000, 0xff800000)));

    [Fact]
    public void Any_answer_is_refused_or_what_its_bytes_say()
    {
        Gen<(int Verdict, int Phase, uint[] Output, uint[] Splices, uint[] Pool, int Count, int Prompt)> answers =
            from verdict in Gen.Frequency((9, Gen.Choose(0, 4)), (1, Gen.Elements(-1, 5, int.MinValue, int.MaxValue)))
            from phase in Gen.Elements(0, 2, 2, 2)
            from output in Word.ArrayOf(16)
            from splices in Word.ArrayOf(16 * 13)
            from pool in Word.ArrayOf(64)
            from prompt in Gen.Choose(1, 20)
            from more in Gen.Choose(0, 20)
            select (verdict, phase, output, splices, pool, prompt + more, prompt);
        Prop.ForAll(answers.ToArbitrary(), answer =>
        {
            ControlSlot slot = _memory!.Slot(0);
            answer.Output.CopyTo(MemoryMarshal.Cast<StepOutput, uint>(new Span<StepOutput>(ref slot.Output)));
            answer.Splices.CopyTo(MemoryMarshal.Cast<SpliceEntry, uint>(slot.Splices));
            MemoryMarshal.Cast<uint, int>(answer.Pool).CopyTo(slot.Pool);
            ControlPhase phase = (ControlPhase)answer.Phase;
            string? wrong = FindFault(answer.Verdict, phase, answer.Output, answer.Splices, slot, answer.Count, answer.Prompt);
            ControllerException? refused = null;
            try
            {
                _result.Read(slot, answer.Verdict, phase, "test", answer.Count, answer.Prompt);
            }
            catch (ControllerException error)
            {
                refused = error;
            }
            (refused is null).ShouldBe(wrong is null, refused?.Message ?? wrong);
            refused?.Fault.ShouldBe(ControllerFault.Answer);
            if (refused is null)
                ShouldBeSaid(answer.Output, answer.Splices, slot);
        }).Check(s_config);
    }

    /// <summary>The rules of docs/controllers.md, one after the other; null where none is broken.</summary>
    static string? FindFault(int verdict, ControlPhase phase, uint[] output, uint[] splices, ControlSlot slot, int count, int prompt)
    {
        if (verdict is < 0 or > 4)
            return "no verdict";
        if (phase == ControlPhase.Initialize && verdict is 2 or 4)
            return "no verdict of init";
        float temperature = BitConverter.UInt32BitsToSingle(output[1]);
        if ((output[0] & 4) != 0 && !(temperature >= 0 && temperature <= 1000))
            return "temperature";
        if (verdict == 3)
        {
            if (output[2] > (phase == ControlPhase.Initialize ? count : count - prompt))
                return "backtrack";
            if (!IsText(slot, output[3], output[4]))
                return "tokens";
            if (count - output[2] + output[4] == 0)
                return "empty";
        }
        if (verdict == 4 && output[6] is < 2 or > 16)
            return verdict == 4 ? "branches" : null;
        if (verdict != 0)
            return null;
        if (output[5] > 60)
            return "splices";
        for (int i = 0; i < output[5]; i++)
        {
            (uint whenStart, uint whenCount, uint backtrack, uint start, uint length) = Splice(splices, i);
            if (backtrack > count + 1 - prompt || (ulong)whenStart + whenCount > 15_360 || !IsText(slot, start, length))
                return $"splice {i}";
        }
        return null;
    }

    static bool IsText(ControlSlot slot, uint start, uint count)
    {
        if ((ulong)start + count > 15_360)
            return false;
        for (uint i = start; i < start + count; i++)
        {
            if ((uint)slot.Pool[(int)i] >= Vocabulary)
                return false;
        }
        return true;
    }

    static (uint WhenStart, uint WhenCount, uint Backtrack, uint Start, uint Count) Splice(uint[] splices, int index)
    {
        ReadOnlySpan<uint> entry = 16 * index < splices.Length ? splices.AsSpan(16 * index, 16) : new uint[16];
        return (entry[0], entry[1], entry[2], entry[3], entry[4]);
    }

    void ShouldBeSaid(uint[] output, uint[] splices, ControlSlot slot)
    {
        _result.UsesMask.ShouldBe((output[0] & 1) != 0);
        _result.UsesBias.ShouldBe((output[0] & 2) != 0);
        _result.Temperature.ShouldBe((output[0] & 4) != 0 ? BitConverter.UInt32BitsToSingle(output[1]) : null);
        _result.Waits.ShouldBe((output[0] & 8) != 0);
        _result.Backtrack.ShouldBe(_result.Action == ControlAction.Splice ? (int)output[2] : 0);
        _result.Branches.ShouldBe(_result.Action == ControlAction.Fork ? (int)output[6] : 0);
        if (_result.Action == ControlAction.Splice)
            _result.Tokens.SequenceEqual(slot.Pool.Slice((int)output[3], (int)output[4])).ShouldBeTrue();
        else
            _result.Tokens.IsEmpty.ShouldBeTrue();
        if (_result.Action != ControlAction.Sample)
            return;
        for (int sampled = 0; sampled < 14; sampled++)
        {
            int expected = -1;
            for (int i = (int)output[5] - 1; i >= 0; i--)
            {
                (uint whenStart, uint whenCount, _, _, _) = Splice(splices, i);
                if (slot.Pool.Slice((int)whenStart, (int)whenCount).Contains(sampled))
                    expected = i;
            }
            _result.FindSplice(sampled, out int index, out int backtrack, out ReadOnlySpan<int> tokens).ShouldBe(expected >= 0);
            index.ShouldBe(expected);
            if (expected < 0)
                continue;
            (_, _, uint back, uint start, uint length) = Splice(splices, expected);
            backtrack.ShouldBe((int)back);
            tokens.SequenceEqual(slot.Pool.Slice((int)start, (int)length)).ShouldBeTrue();
        }
    }
}
