using System.Runtime.InteropServices;

namespace Lode.Memory.Tests.Shared;

/// <summary>Memory that several processes have at once.</summary>
public sealed partial class SharedMemoryTests
{
    [Fact]
    public void It_begins_with_zeros_and_keeps_what_is_written()
    {
        using SharedMemory memory = new("test", 10_000);
        memory.Length.ShouldBe(10_000);
        memory.Span.ContainsAnyExcept((byte)0).ShouldBeFalse();
        memory.Span[9_999] = 7;
        memory.Write(5, [1, 2, 3]);
        memory.Span[4..9].ToArray().ShouldBe([0, 1, 2, 3, 0]);
        memory.Span[9_999].ShouldBe((byte)7);
    }

    [Fact]
    public void It_can_be_opened_by_its_descriptor_and_shows_the_same_pages()
    {
        using SharedMemory memory = new("test", 8192);
        using SharedMemory other = SharedMemory.Open(Environment.ProcessId, (int)memory.File.DangerousGetHandle());
        other.Length.ShouldBe(8192);
        memory.Span[100] = 42;
        other.Span[100].ShouldBe((byte)42);
        other.Span[101] = 43;
        memory.Span[101].ShouldBe((byte)43);
        memory.Dispose();
        other.Span[100].ShouldBe((byte)42);
    }

    [Fact]
    public void Another_process_writes_to_it()
    {
        using SharedMemory memory = new("test", 4096);
        int descriptor = (int)memory.File.DangerousGetHandle();
        System.Diagnostics.ProcessStartInfo start = new("/bin/sh")
        {
            ArgumentList = { "-c", $"printf hello | dd of=/proc/{Environment.ProcessId}/fd/{descriptor} conv=notrunc bs=5 seek=2 2>/dev/null" },
        };
        using (System.Diagnostics.Process process = System.Diagnostics.Process.Start(start)!)
            process.WaitForExit();
        memory.Span.Slice(10, 5).ToArray().ShouldBe("hello"u8.ToArray());
    }

    [Fact]
    public void Nobody_can_make_it_shorter_or_longer()
    {
        using SharedMemory memory = new("test", 4096);
        Truncate((int)memory.File.DangerousGetHandle(), 0).ShouldBe(-1);
        Truncate((int)memory.File.DangerousGetHandle(), 1 << 20).ShouldBe(-1);
        RandomAccess.GetLength(memory.File).ShouldBe(4096);
    }

    [Fact]
    public void Frozen_memory_cannot_be_written()
    {
        using SharedMemory memory = new("test", 4096);
        memory.Write(0, [1, 2, 3]);
        memory.Freeze();
        memory.IsFrozen.ShouldBeTrue();
        Should.Throw<UnauthorizedAccessException>(() => memory.Write(0, [9]));
        memory.Span[..3].ToArray().ShouldBe([1, 2, 3]);
        using SharedMemory other = SharedMemory.Open(Environment.ProcessId, (int)memory.File.DangerousGetHandle());
        other.IsFrozen.ShouldBeTrue();
    }

    [Fact]
    public void Memory_that_is_mapped_for_writing_is_not_frozen()
    {
        using SharedMemory memory = new("test", 4096);
        memory.Span[0] = 1;
        Should.Throw<InvalidOperationException>(memory.Freeze).Message.ShouldContain("mapped for writing");
        using SharedMemory other = SharedMemory.Open(Environment.ProcessId, (int)memory.File.DangerousGetHandle());
        Should.Throw<InvalidOperationException>(other.Freeze).Message.ShouldContain("mapped it for writing");
    }

    [Fact]
    public void Files_that_could_become_shorter_are_refused()
    {
        string path = Path.GetTempFileName();
        try
        {
            using FileStream stream = File.OpenWrite(path);
            int descriptor = (int)stream.SafeFileHandle.DangerousGetHandle();
            Should.Throw<IOException>(() => SharedMemory.Open(Environment.ProcessId, descriptor)).Message.ShouldContain("sealed");
            Should.Throw<IOException>(() => SharedMemory.Open(Environment.ProcessId, 99_999));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Disposed_memory_says_so()
    {
        SharedMemory memory = new("test", 4096);
        memory.Span[0] = 1;
        memory.Dispose();
        memory.Dispose();
        Should.Throw<ObjectDisposedException>(() => memory.Span.Length);
        Should.Throw<ObjectDisposedException>(() => memory.File);
    }

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    private static partial int Truncate(int descriptor, long length);

    [Fact]
    public void What_was_never_touched_is_told_from_what_was()
    {
        using SharedMemory memory = new("test", 64 * 4096);
        memory.IsUntouched(0, memory.Length).ShouldBeTrue();
        memory.Span[10 * 4096] = 1;
        memory.Write(20 * 4096, [0]);
        memory.IsUntouched(0, 10 * 4096).ShouldBeTrue();
        memory.IsUntouched(0, 10 * 4096 + 1).ShouldBeFalse();
        memory.IsUntouched(10 * 4096 + 5, 1).ShouldBeFalse();
        memory.IsUntouched(11 * 4096, 9 * 4096).ShouldBeTrue();
        memory.IsUntouched(11 * 4096, 10 * 4096).ShouldBeFalse();
        memory.IsUntouched(21 * 4096, memory.Length - 21 * 4096).ShouldBeTrue();
        Should.Throw<ArgumentOutOfRangeException>(() => memory.IsUntouched(1, memory.Length));
    }
}
