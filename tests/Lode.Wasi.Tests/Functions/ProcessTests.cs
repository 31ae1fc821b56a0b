namespace Lode.Wasi.Tests;

public sealed class ProcessTests
{
    [Fact]
    public void Arguments_come_with_their_zeros_and_pointers()
    {
        using Guest guest = new(new WasiOptions { Arguments = ["program", "", "a b", "äöü"] });
        uint count = guest.Take(4);
        uint bytes = guest.Take(4);
        guest.Call("args_sizes_get", count, bytes).ShouldBe(Errno.Success);
        guest.Get<uint>(count).ShouldBe(4u);
        guest.Get<uint>(bytes).ShouldBe(8u + 1 + 4 + 7);
        uint pointers = guest.Take(16);
        uint texts = guest.Take(20);
        guest.Call("args_get", pointers, texts).ShouldBe(Errno.Success);
        guest.Text(texts, 20).ShouldBe("program\0\0a b\0äöü\0");
        Enumerable.Range(0, 4).Select(i => guest.Get<uint>(pointers + (uint)(4 * i)) - texts).ShouldBe([0u, 8, 9, 13]);
    }

    [Fact]
    public void The_environment_is_what_was_given_and_nothing_else()
    {
        using Guest guest = new(new WasiOptions { Environment = [new("A", "1"), new("B", "x=y")] });
        uint pointers = guest.Take(8);
        uint texts = guest.Take(10);
        guest.Call("environ_sizes_get", pointers, texts).ShouldBe(Errno.Success);
        (guest.Get<uint>(pointers), guest.Get<uint>(texts)).ShouldBe((2u, 10u));
        guest.Call("environ_get", pointers, texts).ShouldBe(Errno.Success);
        guest.Text(texts, 10).ShouldBe("A=1\0B=x=y\0");
    }

    [Theory]
    [InlineData("", "x")]
    [InlineData("A=B", "x")]
    [InlineData("A", "x\0y")]
    public void A_variable_that_cannot_be_is_refused(string name, string value)
    {
        Assert.SkipUnless(WasiContext.IsSupported, "");
        Should.Throw<ArgumentException>(() => new WasiContext(new WasiOptions { Environment = [new(name, value)] }));
    }

    [Fact]
    public void Clocks_tell_the_time_of_the_host()
    {
        using Guest guest = new();
        uint answer = guest.Take(8);
        guest.Call("clock_time_get", 0, 1, answer).ShouldBe(Errno.Success);
        TimeSpan apart = DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch.AddMicroseconds(guest.Get<ulong>(answer) / 1000);
        apart.ShouldBeInRange(TimeSpan.FromMinutes(-1), TimeSpan.FromMinutes(1));
        guest.Call("clock_time_get", 1, 1, answer).ShouldBe(Errno.Success);
        ulong first = guest.Get<ulong>(answer);
        guest.Call("clock_time_get", 1, 1, answer).ShouldBe(Errno.Success);
        guest.Get<ulong>(answer).ShouldBeGreaterThanOrEqualTo(first);
        foreach (ulong clock in (ulong[])[0, 1, 2, 3])
        {
            guest.Call("clock_res_get", clock, answer).ShouldBe(Errno.Success);
            guest.Get<ulong>(answer).ShouldBeInRange(1ul, 1_000_000_000ul);
        }
        guest.Call("clock_time_get", 4, 1, answer).ShouldBe(Errno.Invalid);
        guest.Call("clock_res_get", uint.MaxValue, answer).ShouldBe(Errno.Invalid);
    }

    [Fact]
    public void Time_and_chance_can_be_the_same_in_every_run()
    {
        static (ulong, ulong, byte[]) Run()
        {
            using Guest guest = new(new WasiOptions { Clock = new SteppingClock(1_000, 5), Random = bytes => bytes.Fill(7) });
            uint answer = guest.Take(8);
            guest.Call("clock_time_get", 0, 1, answer);
            ulong real = guest.Get<ulong>(answer);
            guest.Call("clock_time_get", 1, 1, answer);
            ulong monotonic = guest.Get<ulong>(answer);
            guest.Call("random_get", answer, 3);
            return (real, monotonic, guest.Bytes(answer, 4));
        }
        (ulong real, ulong monotonic, byte[] bytes) = Run();
        (real, monotonic).ShouldBe((1_005ul, 10ul));
        bytes.ShouldBe([7, 7, 7, 0]);
    }

    [Fact]
    public void Random_bytes_fill_what_was_asked_for()
    {
        using Guest guest = new();
        uint answer = guest.Take(5000);
        guest.Call("random_get", answer, 4000).ShouldBe(Errno.Success);
        guest.Bytes(answer, 4000).Distinct().Count().ShouldBeGreaterThan(200);
        guest.Bytes(answer + 4000, 1000).ShouldAllBe(value => value == 0);
        guest.Call("random_get", answer, 0).ShouldBe(Errno.Success);
        guest.Call("random_get", Guest.EndOfMemory - 8, 9).ShouldBe(Errno.BadAddress);
        guest.Call("random_get", 0, uint.MaxValue).ShouldBe(Errno.BadAddress);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(3u)]
    [InlineData(uint.MaxValue)]
    public void An_exit_is_an_exception_with_its_code(uint code)
    {
        using Guest guest = new();
        Should.Throw<WasiExitException>(() => guest.Call("proc_exit", code)).Code.ShouldBe(code);
    }

    [Fact]
    public void What_is_not_there_says_so()
    {
        using Guest guest = new();
        guest.Call("proc_raise", 6).ShouldBe(Errno.NoSuchFunction);
        guest.Call("sock_accept", 0, 0, 0).ShouldBe(Errno.NoSuchFunction);
        guest.Call("sock_recv", 0, 0, 0, 0, 0, 0).ShouldBe(Errno.NoSuchFunction);
        guest.Call("sock_send", 0, 0, 0, 0, 0).ShouldBe(Errno.NoSuchFunction);
        guest.Call("sock_shutdown", 0, 0).ShouldBe(Errno.NoSuchFunction);
        guest.Call("sched_yield").ShouldBe(Errno.Success);
    }
}
