using Lode.Memory;

namespace Lode.Wasm.Tests.Runtime;

/// <summary>Linear memories as the host sees them.</summary>
public sealed class MemoryTests
{
    [Fact]
    public void Host_and_guest_see_the_same_bytes()
    {
        using World world = new();
        Instance instance = world.Run(Accesses(1, 3));
        Memory memory = instance.GetMemory("memory")!;
        Func<int, int> load = instance.GetFunction<int, int>("load");
        Action<int, int> store = instance.GetAction<int, int>("store");
        memory.Write(100, 12345);
        load(100).ShouldBe(12345);
        store(200, -7);
        memory.Read<int>(200).ShouldBe(-7);
        memory.Read<byte>(203).ShouldBe((byte)255);
        memory.Write(65535, (byte)9);
        memory.GetSpan(65532, 4).ToArray().ShouldBe([0, 0, 0, 9]);
        "grüße"u8.CopyTo(memory.GetSpan(10, 7));
        memory.ReadString(10, 7).ShouldBe("grüße");
        memory.Pages.ShouldBe(1);
        memory.Length.ShouldBe(65536);
    }

    [Theory]
    [InlineData(65536u, 1)]
    [InlineData(65535u, 2)]
    [InlineData(0u, 65537)]
    [InlineData(0u, -1)]
    [InlineData(uint.MaxValue, 1)]
    [InlineData(uint.MaxValue, int.MaxValue)]
    public void Ranges_outside_are_refused_with_all_numbers(uint address, int length)
    {
        using World world = new();
        Memory memory = new(world.Store, new(1, 2));
        MemoryRangeException exception = Should.Throw<MemoryRangeException>(() => memory.GetSpan(address, length).Length);
        (exception.Address, exception.Length, exception.Size).ShouldBe((address, length, 65536));
        exception.Message.ShouldBe($"out of bounds memory access: {length} bytes at address {address}, and the memory has 65536 bytes");
        Should.Throw<MemoryRangeException>(() => memory.GetReadOnlySpan(address, length).Length);
        memory.TryGetSpan(address, (uint)length, out Span<byte> span).ShouldBeFalse();
        span.Length.ShouldBe(0);
        if (length > 0 && length < 1 << 20)
            Should.Throw<MemoryRangeException>(() => memory.CopyTo(address, new byte[length]));
    }

    [Fact]
    public void Empty_ranges_at_the_end_are_there()
    {
        using World world = new();
        Memory memory = new(world.Store, new(1, 2));
        memory.GetSpan(65536, 0).Length.ShouldBe(0);
        memory.TryGetSpan(65536, 0, out _).ShouldBeTrue();
        Should.Throw<MemoryRangeException>(() => memory.GetSpan(65537, 0).Length);
    }

    [Fact]
    public void Memory_grows_for_host_and_guest_up_to_its_bounds()
    {
        using World world = new(null, new() { MemoryBytes = 5 * 65536 });
        Instance instance = world.Run(Accesses(1, 4));
        Memory memory = instance.GetMemory("memory")!, other = new(world.Store, new(1, null));
        Func<int, int> grow = instance.GetFunction<int, int>("grow");
        Span<byte> early = memory.GetSpan(0, 4);
        grow(1).ShouldBe(1);
        memory.Grow(1).ShouldBe(2);
        memory.Pages.ShouldBe(3);
        instance.GetFunction<int>("size")().ShouldBe(3);
        memory.Write(0, 77);
        early[0].ShouldBe((byte)77);
        memory.GetSpan(65536, 2 * 65536).ContainsAnyExcept((byte)0).ShouldBeFalse();
        instance.GetFunction<int, int>("load")(3 * 65536 - 4).ShouldBe(0);
        grow(2).ShouldBe(-1);
        grow(-1).ShouldBe(-1);
        memory.Grow(0).ShouldBe(3);
        other.Grow(1).ShouldBe(1);
        // Four of five pages are taken, and one more than the type allows.
        other.Grow(1).ShouldBe(-1);
        memory.Grow(1).ShouldBe(-1);
        Should.Throw<InsufficientMemoryException>(() => new Memory(world.Store, new(2, null)));
        Should.Throw<ArgumentOutOfRangeException>(() => memory.Grow(-1));
    }

    [Fact]
    public void All_four_gigabytes_can_be_had()
    {
        using World world = new();
        Instance instance = world.Run(Accesses(0, null));
        Memory memory = instance.GetMemory("memory")!;
        instance.GetFunction<int, int>("grow")(65536).ShouldBe(0);
        memory.Length.ShouldBe(1L << 32);
        memory.Write(uint.MaxValue, (byte)5);
        memory.Read<byte>(uint.MaxValue).ShouldBe((byte)5);
        Should.Throw<MemoryRangeException>(() => memory.Read<short>(uint.MaxValue));
        instance.GetFunction<int, int>("load")(-4).ShouldBe(5 << 24);
        Trap trap = instance.GetFunction("load")!.TryInvoke([Value.From(-3)], new Value[1])!;
        (trap.Kind, trap.Address).ShouldBe((TrapKind.MemoryOutOfBounds, uint.MaxValue));
        memory.Grow(1).ShouldBe(-1);
    }

    [Fact]
    public void A_memory_of_an_image_begins_as_it_was_and_shares_nothing_that_is_written()
    {
        using World world = new();
        Memory first = new(world.Store, new(2, null));
        first.Write(5, 111);
        first.Write(65536 + 4096, 222);
        using MemoryImage image = first.Freeze();
        image.Length.ShouldBe(2 * 65536);
        first.Write(5, 999);
        Memory one = new(world.Store, new(2, null), MemoryBacking.FromImage(image));
        Memory two = new(world.Store, new(3, null), MemoryBacking.FromImage(image));
        one.Read<int>(5).ShouldBe(111);
        one.Write(5, 1);
        two.Read<int>(5).ShouldBe(111);
        two.Read<int>(65536 + 4096).ShouldBe(222);
        two.GetSpan(2 * 65536, 65536).ContainsAnyExcept((byte)0).ShouldBeFalse();
        two.Write((uint)(3 * 65536 - 4), 7);
        image.Dispose();
        one.Grow(1).ShouldBe(2);
        one.Read<int>(65536 + 4096).ShouldBe(222);
        one.Write(2 * 65536, 8);
        Should.Throw<ArgumentException>(() => new Memory(world.Store, new(1, null), MemoryBacking.FromImage(image)));
        Should.Throw<ObjectDisposedException>(() => new Memory(world.Store, new(2, null), MemoryBacking.FromImage(image)));
    }

    [Fact]
    public void A_memory_of_shared_memory_is_seen_by_all()
    {
        using World world = new(), other = new();
        using SharedMemory shared = new("heap", 3 * 65536);
        shared.Span[7] = 77;
        world.Linker.Define("e", "m", new Memory(world.Store, new(1, 4), MemoryBacking.FromShared(shared)));
        GuestBuilder builder = new GuestBuilder().ImportMemory("e", "m", 1);
        builder.Function("load", "i", "i", [.. Op.LocalGet(0), .. Op.Load]);
        builder.Function("grow", "i", "i", [.. Op.LocalGet(0), .. Op.MemoryGrow]);
        builder.Export("memory", 2, 0);
        Instance instance = world.Run(builder);
        Memory memory = instance.GetMemory("memory")!, second = new(other.Store, new(3, null), MemoryBacking.FromShared(shared));
        instance.GetFunction<int, int>("load")(7).ShouldBe(77);
        second.Write(8, (byte)1);
        instance.GetFunction<int, int>("load")(7).ShouldBe(77 + 256);
        instance.GetFunction<int, int>("grow")(2).ShouldBe(1);
        instance.GetFunction<int, int>("grow")(1).ShouldBe(-1);
        second.Write(2 * 65536, 5);
        memory.Read<int>(2 * 65536).ShouldBe(5);
        shared.Span[2 * 65536].ShouldBe((byte)5);
        using (Window window = Window.Shared(4096, "w"))
        {
            MappedWindow mapped = memory.Map(window, 65536);
            memory.Write(65536, 9);
            second.Read<int>(65536).ShouldBe(0);
            second.Write(65536, 8);
            mapped.Unmap();
        }
        memory.Read<int>(65536).ShouldBe(0);
        memory.Write(65536, 4);
        second.Read<int>(65536).ShouldBe(4);
        Should.Throw<ArgumentException>(() => new Memory(world.Store, new(4, null), MemoryBacking.FromShared(shared)));
    }

    [Fact]
    public void Large_segments_give_each_instance_a_memory_of_its_own()
    {
        byte[] large = new byte[100_000];
        new Random(1).NextBytes(large);
        GuestBuilder builder = Accesses(3, null);
        builder.Data(10, large);
        builder.Data(50_000, 1, 2, 3);
        using World world = new();
        using CompiledModule module = world.Engine.Compile("large", builder.ToArray());
        large.AsSpan(50_000 - 10)[..3].Clear();
        new byte[] { 1, 2, 3 }.CopyTo(large, 50_000 - 10);
        for (int i = 0; i < 3; i++)
        {
            using Store store = new(world.Engine);
            Instance instance = world.Linker.Instantiate(store, module);
            Memory memory = instance.GetMemory("memory")!;
            memory.GetSpan(10, large.Length).SequenceEqual(large).ShouldBeTrue();
            memory.GetSpan(0, 10).ContainsAnyExcept((byte)0).ShouldBeFalse();
            memory.GetSpan(100_010, 3 * 65536 - 100_010).ContainsAnyExcept((byte)0).ShouldBeFalse();
            instance.GetAction<int, int>("store")(10, 0);
            memory.Grow(1).ShouldBe(3);
        }
    }

    [Fact]
    public void Explicit_bounds_trap_at_the_same_places()
    {
        using World world = new(new() { ExplicitBounds = true });
        Instance instance = world.Run(Accesses(1, 2));
        Func load = instance.GetFunction("load")!;
        load.TryInvoke([Value.From(65532)], new Value[1]).ShouldBeNull();
        load.TryInvoke([Value.From(65533)], new Value[1])!.Kind.ShouldBe(TrapKind.MemoryOutOfBounds);
        load.TryInvoke([Value.From(-1)], new Value[1])!.Kind.ShouldBe(TrapKind.MemoryOutOfBounds);
        instance.GetFunction<int, int>("grow")(1).ShouldBe(1);
        load.TryInvoke([Value.From(65533)], new Value[1]).ShouldBeNull();
        instance.GetFunction<int, int>("grow")(1).ShouldBe(-1);
    }

    internal static GuestBuilder Accesses(int minimum, int? maximum)
    {
        GuestBuilder builder = new();
        builder.Memory(minimum, maximum);
        builder.Function("load", "i", "i", [.. Op.LocalGet(0), .. Op.Load]);
        builder.Function("store", "ii", "", [.. Op.LocalGet(0), .. Op.LocalGet(1), .. Op.Store]);
        builder.Function("grow", "i", "i", [.. Op.LocalGet(0), .. Op.MemoryGrow]);
        builder.Function("size", "", "i", Op.MemorySize);
        builder.Function("copy", "iii", "", [.. Op.LocalGet(0), .. Op.LocalGet(1), .. Op.LocalGet(2), .. Op.MemoryCopy]);
        builder.Function("fill", "iii", "", [.. Op.LocalGet(0), .. Op.LocalGet(1), .. Op.LocalGet(2), .. Op.MemoryFill]);
        return builder;
    }
}
