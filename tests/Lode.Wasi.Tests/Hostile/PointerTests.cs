namespace Lode.Wasi.Tests;

/// <summary>Guests pass anything: the answer is an error number, and the host lives on.</summary>
public sealed class PointerTests
{
    static readonly ulong[] s_interesting =
        [0, 1, 2, 3, 4, 5, 7, 8, 16, 100, 4096, Guest.EndOfMemory - 1, Guest.EndOfMemory, Guest.EndOfMemory + 1, 1024, 1025, int.MaxValue,
        1UL << 31, uint.MaxValue - 7, uint.MaxValue, 1UL << 32, long.MaxValue, 1UL << 63, ulong.MaxValue];

    public static TheoryData<string> Functions => [.. WasiFunctions.All.Select(function => function.Name)];

    [Theory]
    [MemberData(nameof(Functions))]
    public void Any_numbers_are_answered(string name)
    {
        using HostFolder folder = new();
        folder.Write("a", "text");
        folder.Write("b/c", "text");
        using CancellationTokenSource stop = new();
        stop.Cancel(); // nothing may wait
        using Guest guest = new(new WasiOptions
        {
            Arguments = ["x"],
            Environment = [new("a", "b")],
            Directories = [new(folder.Root, "/")],
            Stop = stop.Token,
        });
        int parameters = WasiFunctions.All.Single(function => function.Name == name).Type.Parameters.Length;
        Random random = new(name.Length * 31 + name[^1]);
        ulong[] arguments = new ulong[parameters];
        for (int i = 0; i < 20_000; i++)
        {
            if (i % 100 == 0)
            {
                guest.Reset();
                guest.Put("a b c ./b/c ../a b/../a\0\0\0\0");
                guest.TryOpen("b", out _);
            }
            for (int j = 0; j < parameters; j++)
                arguments[j] = random.Next(3) == 0 ? 4096 + (ulong)random.Next(30) : s_interesting[random.Next(s_interesting.Length)];
            try
            {
                ((int)guest.Call(name, arguments)).ShouldBeLessThanOrEqualTo((int)Errno.NotCapable);
            }
            catch (WasiExitException) when (name == "proc_exit")
            {
            }
        }
        File.ReadAllText(folder.Outside("secret")).ShouldBe(HostFolder.Secret);
    }

    [Theory]
    [InlineData("args_get", 0)]
    [InlineData("args_get", 1)]
    [InlineData("args_sizes_get", 0)]
    [InlineData("args_sizes_get", 1)]
    [InlineData("environ_get", 0)]
    [InlineData("environ_sizes_get", 1)]
    [InlineData("clock_res_get", 1)]
    [InlineData("clock_time_get", 2)]
    [InlineData("fd_fdstat_get", 1)]
    [InlineData("fd_filestat_get", 1)]
    [InlineData("fd_prestat_get", 1)]
    [InlineData("fd_read", 1)]
    [InlineData("fd_read", 3)]
    [InlineData("fd_write", 1)]
    [InlineData("fd_write", 3)]
    [InlineData("fd_readdir", 1)]
    [InlineData("fd_readdir", 4)]
    [InlineData("path_open", 2)]
    [InlineData("path_open", 8)]
    [InlineData("path_filestat_get", 2)]
    [InlineData("path_filestat_get", 4)]
    [InlineData("poll_oneoff", 0)]
    [InlineData("poll_oneoff", 1)]
    [InlineData("poll_oneoff", 3)]
    public void A_pointer_behind_the_end_is_a_fault(string name, int parameter)
    {
        using HostFolder folder = new();
        folder.Write("file", "text");
        using Guest guest = new(new WasiOptions { Arguments = ["x"], Environment = [new("a", "b")], Directories = [new(folder.Root, "/")] });
        uint file = guest.Open("file");
        uint path = guest.Put("file");
        uint ranges = guest.PutRanges((guest.Take(4), 4));
        uint space = guest.Take(256);
        ulong[] arguments = name switch
        {
            "clock_res_get" => [0, space],
            "clock_time_get" => [0, 0, space],
            "fd_fdstat_get" or "fd_filestat_get" => [file, space],
            "fd_prestat_get" => [3, space],
            "fd_read" or "fd_write" => [file, ranges, 1, space],
            "fd_readdir" => [3, space, 100, 0, space + 128],
            "path_open" => [3, 0, path, 4, 0, 0, 0, 0, space],
            "path_filestat_get" => [3, 0, path, 4, space],
            "poll_oneoff" => [space, space + 48, 1, space + 96],
            _ => [space, space + 64],
        };
        guest.Call(name, arguments).ShouldBe(Errno.Success);
        foreach (ulong bad in (ulong[])[Guest.EndOfMemory, Guest.EndOfMemory - 1, uint.MaxValue, uint.MaxValue - 3])
        {
            arguments[parameter] = bad;
            guest.Call(name, arguments).ShouldBe(Errno.BadAddress, $"{bad}");
        }
    }

    [Fact]
    public void A_result_that_has_no_place_moves_nothing()
    {
        using HostFolder folder = new();
        folder.Write("file", "text");
        using Guest guest = new(folder);
        uint file = guest.Open("file");
        uint ranges = guest.PutRanges((guest.Put("TEXT"), 4));
        foreach (uint bad in (uint[])[Guest.EndOfMemory, Guest.EndOfMemory - 3])
        {
            guest.Call("fd_write", file, ranges, 1, bad).ShouldBe(Errno.BadAddress);
            guest.Call("fd_read", file, ranges, 1, bad).ShouldBe(Errno.BadAddress);
            guest.Call("fd_seek", file, 2, 0, bad).ShouldBe(Errno.BadAddress);
        }
        guest.Read(file).ShouldBe("text");
    }

    [Fact]
    public void Too_many_and_too_long_buffers_are_refused()
    {
        using HostFolder folder = new();
        folder.Write("file", "text");
        using Guest guest = new(folder);
        uint file = guest.Open("file");
        uint answer = guest.Take(4);
        guest.Call("fd_read", file, 0, 1025, answer).ShouldBe(Errno.Invalid);
        guest.Call("fd_read", file, 0, uint.MaxValue, answer).ShouldBe(Errno.Invalid);
        guest.Call("fd_read", file, guest.PutRanges((4096, uint.MaxValue)), 1, answer).ShouldBe(Errno.BadAddress);
        guest.Call("fd_read", file, guest.PutRanges((uint.MaxValue, 1)), 1, answer).ShouldBe(Errno.BadAddress);
        guest.Call("fd_write", file, guest.PutRanges((4096, 4), (0, uint.MaxValue)), 2, answer).ShouldBe(Errno.BadAddress);
        guest.Read(file).ShouldBe("text");
        guest.Call("fd_read", file, guest.PutRanges(), 0, answer).ShouldBe(Errno.Success);
    }

    [Fact]
    public void A_guest_without_memory_is_answered()
    {
        Assert.SkipUnless(WasiContext.IsSupported, "");
        using WasiContext context = new(new WasiOptions());
        WasiFunction function = WasiFunctions.All.Single(each => each.Name == "random_get");
        function.Invoke(context, new GuestMemory(null), [Wasm.Value.From(0), Wasm.Value.From(1)]).ShouldBe(Errno.BadAddress);
    }
}
