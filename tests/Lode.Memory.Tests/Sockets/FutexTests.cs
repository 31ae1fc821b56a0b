using System.Runtime.InteropServices;

namespace Lode.Memory.Tests.Sockets;

/// <summary>Sleeping on words of shared memory.</summary>
public sealed class FutexTests
{
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public FutexTests() => Assert.SkipUnless(Futex.IsSupported, "futexes");

    [Fact]
    public void Another_value_does_not_sleep_and_time_ends_a_sleep()
    {
        using SharedMemory memory = new("words", 4096);
        ref uint word = ref MemoryMarshal.AsRef<uint>(memory.Span[64..]);
        Futex.Wait(ref word, 1, s_patience).ShouldBeTrue();
        Futex.Wait(ref word, 0, TimeSpan.FromMilliseconds(5)).ShouldBeFalse();
        Futex.Wake(ref word).ShouldBe(0);
    }

    [Fact]
    public async Task Waking_works_across_mappings_of_the_same_memory()
    {
        using SharedMemory memory = new("words", 4096);
        using SharedMemory other = SharedMemory.Open(Environment.ProcessId, (int)memory.File.DangerousGetHandle());
        Task<bool> sleeper = Task.Run(() => Futex.Wait(ref MemoryMarshal.AsRef<uint>(memory.Span[64..]), 0, s_patience));
        while (Futex.Wake(ref MemoryMarshal.AsRef<uint>(other.Span[64..])) == 0)
        {
            sleeper.IsCompleted.ShouldBeFalse();
            Thread.Sleep(1);
        }
        (await sleeper).ShouldBeTrue();
    }

    [Fact]
    public void Cleared_memory_is_zero_for_everybody()
    {
        using SharedMemory memory = new("words", 4 * PageMemory.PageSize);
        using SharedMemory other = SharedMemory.Open(Environment.ProcessId, (int)memory.File.DangerousGetHandle());
        memory.Span.Fill(7);
        other.Span[5].ShouldBe((byte)7);
        memory.Clear(PageMemory.PageSize, 2 * PageMemory.PageSize);
        other.Span.IndexOf((byte)0).ShouldBe(PageMemory.PageSize);
        other.Span.Slice(PageMemory.PageSize, 2 * PageMemory.PageSize).ContainsAnyExcept((byte)0).ShouldBeFalse();
        other.Span[^PageMemory.PageSize].ShouldBe((byte)7);
        Should.Throw<ArgumentOutOfRangeException>(() => memory.Clear(1, PageMemory.PageSize));
        Should.Throw<ArgumentOutOfRangeException>(() => memory.Clear(0, 5 * PageMemory.PageSize));
    }
}
