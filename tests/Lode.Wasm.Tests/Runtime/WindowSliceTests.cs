using Lode.Memory;

namespace Lode.Wasm.Tests.Runtime;

/// <summary>Windows on parts of shared memory.</summary>
public sealed class WindowSliceTests : IDisposable
{
    readonly World _world = new();
    readonly Window _whole = Window.Shared(4 * 4096 + 100, "batch");
    readonly Memory _memory;
    readonly Func<int, int> _load;
    readonly Action<int, int> _store;

    public WindowSliceTests()
    {
        Instance instance = _world.Run(MemoryTests.Accesses(4, 8));
        _memory = instance.GetMemory("memory")!;
        _load = instance.GetFunction<int, int>("load");
        _store = instance.GetAction<int, int>("store");
    }

    public void Dispose()
    {
        _world.Dispose();
        _whole.Dispose();
    }

    [Fact]
    public void A_part_shows_its_own_pages_and_no_others()
    {
        using Window part = _whole.Slice(2 * 4096, 4096, "row 2");
        (part.Name, part.Offset, part.Length).ShouldBe(("row 2", 8192L, 4096L));
        _memory.Map(part, 65536);
        part.Span.Length.ShouldBe(4096);
        part.Span[8] = 5;
        _load(65536 + 8).ShouldBe(5);
        _whole.Span[8192 + 8].ShouldBe((byte)5);
        _store(65536 + 4092, 0x01020304);
        _whole.Span[8192 + 4092].ShouldBe((byte)4);
        _store(65536 + 4096, -1);
        _store(65536 - 4, -1);
        _whole.Span[..8192].ContainsAnyExcept((byte)0).ShouldBeFalse();
        _whole.Span[(3 * 4096)..].ContainsAnyExcept((byte)0).ShouldBeFalse();
    }

    [Fact]
    public void Rows_of_one_memory_go_to_guests_of_their_own()
    {
        using World other = new();
        Instance second = other.Run(MemoryTests.Accesses(2, null));
        using Window first = _whole.Slice(0, 4096), last = _whole.Slice(4096, 4096);
        _memory.Map(first, 4096);
        second.GetMemory("memory")!.Map(last, 8192);
        _store(4096, 1);
        second.GetAction<int, int>("store")(8192, 2);
        (_whole.Span[0], _whole.Span[4096]).ShouldBe(((byte)1, (byte)2));
    }

    [Fact]
    public void A_part_of_a_part_counts_from_the_part()
    {
        using Window part = _whole.Slice(4096, 3 * 4096), inner = part.Slice(8192, 100);
        inner.Offset.ShouldBe(3 * 4096);
        inner.Span[0] = 9;
        _whole.Span[3 * 4096].ShouldBe((byte)9);
        part.Span[8192].ShouldBe((byte)9);
        _memory.Map(inner, 0);
        _load(0).ShouldBe(9);
        Should.Throw<ArgumentException>(() => part.Slice(8192, 4097));
    }

    [Fact]
    public void A_part_has_the_access_of_the_whole_and_can_be_shown_with_less()
    {
        using Window part = _whole.Slice(4096, 4096);
        _memory.Map(part, 0, WindowAccess.ReadOnly);
        part.Span[0] = 3;
        _load(0).ShouldBe(3);
        Should.Throw<TrapException>(() => _store(0, 1)).Trap.Kind.ShouldBe(TrapKind.ReadOnlyStore);
        using SharedMemory frozen = new("trie", 8192);
        frozen.Write(4096, [7]);
        frozen.Freeze();
        using Window trie = Window.Of(frozen), second = trie.Slice(4096, 4096);
        Should.Throw<ArgumentException>(() => _memory.Map(second, 65536, WindowAccess.ReadWrite)).Message.ShouldContain("Private");
        _memory.Map(second, 65536).Access.ShouldBe(WindowAccess.Private);
        _store(65536 + 4, 1);
        _load(65536).ShouldBe(7);
        second.Span[4].ShouldBe((byte)0);
    }

    [Fact]
    public void Disposing_a_part_leaves_the_whole_and_not_the_other_way()
    {
        Window part = _whole.Slice(4096, 4096), other = _whole.Slice(4096, 4096);
        part.Dispose();
        Should.Throw<ObjectDisposedException>(() => _memory.Map(part, 0));
        Should.Throw<ObjectDisposedException>(() => part.Span.Length);
        Should.Throw<ObjectDisposedException>(() => part.Slice(0, 1));
        _memory.Map(other, 0);
        _whole.Span[4096] = 1;
        _load(0).ShouldBe(1);
        _whole.Dispose();
        Should.Throw<ObjectDisposedException>(() => _memory.Map(other, 65536));
        Should.Throw<ObjectDisposedException>(() => other.Span.Length);
        Should.Throw<ObjectDisposedException>(() => other.Slice(0, 1));
        _load(0).ShouldBe(1);
    }

    [Theory]
    [InlineData(1, 10, "multiple of 4096, not at 1")]
    [InlineData(-4096, 10, "10 bytes at -4,096")]
    [InlineData(4096, 0, "0 bytes at 4,096")]
    [InlineData(4096, -5, "-5 bytes at 4,096")]
    [InlineData(4 * 4096, 101, "inside its 16,484 bytes, found 101 bytes at 16,384")]
    [InlineData(5 * 4096, 1, "1 bytes at 20,480")]
    [InlineData(0, long.MaxValue, "bytes at 0")]
    [InlineData(long.MaxValue - 4095, 4096, "4,096 bytes at")]
    public void Parts_that_are_not_there_are_refused(long offset, long length, string message) =>
        Should.Throw<ArgumentException>(() => _whole.Slice(offset, length)).Message.ShouldContain(message);

    [Fact]
    public void A_file_has_no_parts()
    {
        using Window file = Window.File(typeof(Window).Assembly.Location, WindowAccess.ReadOnly);
        Should.Throw<InvalidOperationException>(() => file.Slice(0, 4096)).Message.ShouldContain("is a file");
    }
}
