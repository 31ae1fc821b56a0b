namespace Lode.Wasm.Tests.Runtime;

/// <summary>Pages of files and shared memory in the memories of guests.</summary>
public sealed class WindowTests : IDisposable
{
    readonly World _world = new();
    readonly Instance _instance;
    readonly Memory _memory;
    readonly Func _load, _store, _copy, _fill;
    readonly List<string> _files = [];

    public WindowTests()
    {
        _instance = _world.Run(MemoryTests.Accesses(4, 8));
        _memory = _instance.GetMemory("memory")!;
        _load = _instance.GetFunction("load")!;
        _store = _instance.GetFunction("store")!;
        _copy = _instance.GetFunction("copy")!;
        _fill = _instance.GetFunction("fill")!;
    }

    public void Dispose()
    {
        _world.Dispose();
        _files.ForEach(File.Delete);
    }

    [Fact]
    public void Guests_of_two_stores_and_the_host_see_one_shared_page()
    {
        using World other = new();
        Instance second = other.Run(MemoryTests.Accesses(2, null));
        using Window window = Window.Shared(5000, "logits");
        _memory.Map(window, 65536);
        second.GetMemory("memory")!.Map(window, 4096);
        window.Span[4] = 7;
        Load(65536 + 4).ShouldBe(7);
        Store(65536 + 8, 99);
        second.GetFunction<int, int>("load")(4096 + 8).ShouldBe(99);
        window.Span[8].ShouldBe((byte)99);
        _memory.Read<int>(65536 + 8).ShouldBe(99);
        _memory.Write(65536 + 12, 5);
        window.Span[12].ShouldBe((byte)5);
        // Behind the last byte the page goes on, and behind the page the guest's own memory does.
        Load(65536 + 8188).ShouldBe(0);
        Store(65536 + 8192, 3);
        window.Length.ShouldBe(5000);
    }

    [Fact]
    public void A_store_to_a_window_for_reading_is_a_trap_also_in_bulk()
    {
        using Window window = Window.Shared(8192, "mask");
        MappedWindow mapped = _memory.Map(window, 65536, WindowAccess.ReadOnly);
        window.Span.Fill(6);
        Load(65536).ShouldBe(0x06060606);
        foreach (Trap? trap in new[]
        {
            _store.TryInvoke([Value.From(65536 + 4), default], []),
            _copy.TryInvoke([Value.From(65536 + 4), Value.From(0), Value.From(4000)], []),
            _fill.TryInvoke([Value.From(65536 + 4), Value.From(0), Value.From(40)], []),
        })
        {
            trap!.Kind.ShouldBe(TrapKind.ReadOnlyStore);
            trap.Address.ShouldBe(65536u + 4);
            trap.Message.ShouldContain("mask");
            trap.Frames.Count.ShouldBe(1);
        }
        _copy.TryInvoke([Value.From(0), Value.From(65536), Value.From(8192)], []).ShouldBeNull();
        Load(8188).ShouldBe(0x06060606);
        _memory.GetReadOnlySpan(65536, 8192)[5].ShouldBe((byte)6);
        Should.Throw<MemoryRangeException>(() => _memory.GetSpan(65536 - 4, 8).Length).Message.ShouldContain("for reading only");
        _memory.TryGetSpan(65536, 4, out _).ShouldBeFalse();
        Should.Throw<MemoryRangeException>(() => _memory.CopyFrom(65536, [1]));
        mapped.Access.ShouldBe(WindowAccess.ReadOnly);
    }

    [Fact]
    public void What_is_written_to_a_private_window_stays_private()
    {
        using Window window = Window.Shared(4096, "private");
        window.Span[0] = 1;
        _memory.Map(window, 65536, WindowAccess.Private);
        Load(65536).ShouldBe(1);
        Store(65536, 2);
        window.Span[0].ShouldBe((byte)1);
        Load(65536).ShouldBe(2);
    }

    [Fact]
    public void A_window_that_is_unmapped_leaves_zeros_and_its_place()
    {
        using Window window = Window.Shared(4096, "w");
        window.Span.Fill(255);
        MappedWindow mapped = _memory.Map(window, 65536);
        Load(65536).ShouldBe(-1);
        _memory.Windows.ShouldBe([mapped]);
        mapped.Unmap();
        mapped.Unmap();
        _memory.Windows.ShouldBeEmpty();
        Load(65536).ShouldBe(0);
        Store(65536, 4);
        window.Span[0].ShouldBe((byte)255);
        _memory.GetSpan(65536, 4)[0].ShouldBe((byte)4);
        _memory.Map(window, 65536);
        Load(65536).ShouldBe(-1);
    }

    [Fact]
    public void A_window_is_revoked_while_the_guest_runs()
    {
        GuestBuilder builder = new();
        builder.Memory(4);
        builder.Function("f", "i", "", [.. Op.Loop, .. Op.LocalGet(0), .. Op.Load, .. Op.Drop, .. Op.Branch(0), .. Op.End]);
        Instance instance = _world.Run(builder);
        using Window window = Window.Shared(4096, "step");
        MappedWindow mapped = instance.GetMemory("memory")!.Map(window, 65536);
        using Timer timer = new(_ => mapped.Revoke(), null, 20, Timeout.Infinite);
        Trap trap = instance.GetFunction("f")!.TryInvoke([Value.From(65536)], [])!;
        trap.Kind.ShouldBe(TrapKind.WindowRevoked);
        trap.Message.ShouldContain("step");
        mapped.IsRevoked.ShouldBeTrue();
        Should.Throw<MemoryRangeException>(() => instance.GetMemory("memory")!.GetSpan(65536, 1).Length).Message.ShouldContain("revoked");
        Should.Throw<MemoryRangeException>(() => instance.GetMemory("memory")!.CopyTo(65536, new byte[1]));
        mapped.Unmap();
        instance.GetMemory("memory")!.GetSpan(65536, 1)[0].ShouldBe((byte)0);
    }

    [Fact]
    public void A_file_is_shown_for_reading_and_the_host_copies_out_of_it()
    {
        byte[] bytes = new byte[10_000];
        new Random(5).NextBytes(bytes);
        using Window window = Window.File(NewFile(bytes), WindowAccess.ReadOnly);
        _memory.Map(window, 65536);
        Load(65536 + 1000).ShouldBe(BitConverter.ToInt32(bytes, 1000));
        Load(65536 + 12_284).ShouldBe(0);
        _store.TryInvoke([Value.From(65536), default], [])!.Kind.ShouldBe(TrapKind.ReadOnlyStore);
        byte[] copy = new byte[10_000];
        _memory.CopyTo(65536, copy);
        copy.ShouldBe(bytes);
        Should.Throw<MemoryRangeException>(() => _memory.GetReadOnlySpan(65536, 1).Length).Message.ShouldContain(nameof(Memory.CopyTo));
        Should.Throw<MemoryRangeException>(() => _memory.ReadString(65536, 1));
        _memory.TryGetReadOnlySpan(65536, 1, out _).ShouldBeFalse();
        _memory.GetSpan(0, 65536).Length.ShouldBe(65536);
        Should.Throw<InvalidOperationException>(() => window.Span.Length);
        Should.Throw<MemoryRangeException>(() => _memory.CopyFrom(65536, [1])).Message.ShouldContain("reading only");
        Should.Throw<ArgumentException>(() => _memory.Map(window, 0, WindowAccess.ReadWrite));
    }

    [Fact]
    public void Files_are_written_through_or_kept_as_they_are()
    {
        string path = NewFile(new byte[4096]);
        using Window writing = Window.File(path, WindowAccess.ReadWrite), own = Window.File(path, WindowAccess.Private);
        _memory.Map(writing, 65536);
        _memory.Map(own, 65536 * 2);
        Store(65536, 7);
        Store(65536 * 2 + 4, 9);
        _memory.CopyFrom(65536 + 8, [1, 2]);
        Load(65536 * 2).ShouldBe(7);
        byte[] file = File.ReadAllBytes(path);
        (file[0], file[4], file[8], file[9]).ShouldBe(((byte)7, (byte)0, (byte)1, (byte)2));
    }

    [Fact]
    public void A_file_that_becomes_shorter_is_a_trap_and_ends_nothing_else()
    {
        string path = NewFile(new byte[40_960]);
        using Window window = Window.File(path, WindowAccess.ReadOnly);
        _memory.Map(window, 65536);
        Load(65536 + 20_000).ShouldBe(0);
        using (FileStream stream = File.OpenWrite(path))
            stream.SetLength(4096);
        Load(65536).ShouldBe(0);
        Trap trap = _load.TryInvoke([Value.From(65536 + 20_000)], new Value[1])!;
        trap.Kind.ShouldBe(TrapKind.FileTruncated);
        trap.Message.ShouldContain(path);
        trap.Address!.Value.ShouldBeInRange(65536u + 16_384, 65536u + 20_000);
        // Bulk copies and the host run into the same hole.
        _copy.TryInvoke([default, Value.From(65536), Value.From(40_000)], [])!.Kind.ShouldBe(TrapKind.FileTruncated);
        Should.Throw<MemoryRangeException>(() => _memory.CopyTo(65536 + 8192, new byte[100])).Message.ShouldContain("shorter");
        Load(65536).ShouldBe(0);
        Should.Throw<NullReferenceException>(() => ((string)null!).Length);
    }

    [Theory]
    [InlineData(100u)]
    [InlineData(65537u)]
    public void A_window_begins_at_a_page(uint address)
    {
        using Window window = Window.Shared(4096, "w");
        Should.Throw<ArgumentException>(() => _memory.Map(window, address)).Message.ShouldContain("multiple of 4096");
    }

    [Fact]
    public void A_window_lies_inside_the_memory_and_outside_of_others()
    {
        using Window window = Window.Shared(8192, "w");
        Should.Throw<MemoryRangeException>(() => _memory.Map(window, 4 * 65536 - 4096));
        Should.Throw<MemoryRangeException>(() => _memory.Map(window, 0xfffff000));
        _memory.Map(window, 65536);
        Should.Throw<MemoryRangeException>(() => _memory.Map(window, 65536 + 4096)).Message.ShouldContain("overlap the window w at address 65536");
        Should.Throw<MemoryRangeException>(() => _memory.Map(window, 65536 - 4096));
        _memory.Map(window, 65536 + 8192);
        _memory.Map(window, 65536 - 8192);
        window.Dispose();
        Should.Throw<ObjectDisposedException>(() => _memory.Map(window, 0));
        Load(65536).ShouldBe(0);
    }

    [Fact]
    public void Memory_grows_behind_windows()
    {
        using Window window = Window.Shared(65536, "last");
        window.Span[0] = 5;
        _memory.Map(window, 3 * 65536);
        _memory.Grow(1).ShouldBe(4);
        Load(3 * 65536).ShouldBe(5);
        Store(4 * 65536, 6);
        Load(5 * 65536 - 4).ShouldBe(0);
    }

    [Fact]
    public void A_memory_with_windows_is_not_frozen()
    {
        using Window window = Window.Shared(4096, "w");
        MappedWindow mapped = _memory.Map(window, 0);
        Should.Throw<InvalidOperationException>(() => _memory.Freeze().Length);
        mapped.Unmap();
        _memory.Freeze().Dispose();
    }

    [Fact]
    public void Files_that_cannot_be_mapped_are_refused()
    {
        Should.Throw<FileNotFoundException>(() => Window.File("/no/such/file", WindowAccess.ReadOnly));
        Should.Throw<IOException>(() => Window.File(NewFile([]), WindowAccess.ReadOnly)).Message.ShouldContain("empty");
        Should.Throw<IOException>(() => Window.File("/dev/null", WindowAccess.ReadOnly));
    }

    int Load(int address)
    {
        Value[] result = new Value[1];
        _load.Invoke([Value.From(address)], result);
        return result[0].AsInt32;
    }

    void Store(int address, int value) => _store.Invoke([Value.From(address), Value.From(value)], []);

    string NewFile(byte[] bytes)
    {
        string path = Path.GetTempFileName();
        _files.Add(path);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
