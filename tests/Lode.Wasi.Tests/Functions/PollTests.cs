namespace Lode.Wasi.Tests;

public sealed class PollTests
{
    [Fact]
    public void A_timeout_passes_and_says_so()
    {
        using Guest guest = new();
        uint subscription = Clock(guest, 77, 1, 2_000_000);
        Poll(guest, subscription, 1).ShouldBe([(77, Errno.Success, EventKind.Clock, 0, 0)]);
    }

    [Fact]
    public void A_moment_that_has_passed_is_not_waited_for()
    {
        using Guest guest = new();
        uint subscription = Clock(guest, 1, 0, 1_000_000, absolute: true);
        Poll(guest, subscription, 1).Single().Kind.ShouldBe(EventKind.Clock);
        guest.Reset();
        subscription = Clock(guest, 2, 1, 0);
        Poll(guest, subscription, 1).Single().UserData.ShouldBe(2ul);
    }

    [Fact]
    public void Only_the_nearest_timeout_is_an_event_and_a_clock_that_can_skips_to_it()
    {
        SteppingClock clock = new(0, 0);
        using Guest guest = new(new WasiOptions { Clock = clock });
        uint subscriptions = Clock(guest, 1, 1, ulong.MaxValue / 2);
        Clock(guest, 2, 1, 3_600_000_000_000);
        Poll(guest, subscriptions, 2).ShouldBe([(2, Errno.Success, EventKind.Clock, 0, 0)]);
        clock.MonotonicTime.ShouldBe(3_600_000_000_000ul);
    }

    [Fact]
    public void Files_are_ready_at_once()
    {
        using HostFolder folder = new();
        folder.Write("file", "12345");
        using Guest guest = new(folder);
        uint file = guest.Open("file");
        guest.Read(file, 2);
        uint subscriptions = File(guest, 1, EventKind.Read, file);
        File(guest, 2, EventKind.Write, file);
        Clock(guest, 3, 1, ulong.MaxValue);
        Poll(guest, subscriptions, 3).ShouldBe([(1, Errno.Success, EventKind.Read, 3, 0), (2, Errno.Success, EventKind.Write, 0, 0)]);
    }

    [Fact]
    public void Pipes_are_ready_when_something_is_in_them()
    {
        using HostFolder folder = new();
        LinuxFiles.MakePipe(folder.Inside("pipe"), 0x180).ShouldBe(0);
        using Guest guest = new(folder);
        uint reader = guest.Open("pipe", rights: RightsOf.Stream & ~Rights.FdWrite);
        uint writer = guest.Open("pipe", rights: RightsOf.Stream & ~Rights.FdRead);
        uint subscriptions = File(guest, 1, EventKind.Read, reader);
        Clock(guest, 2, 1, 1_000_000);
        Poll(guest, subscriptions, 2).ShouldBe([(2, Errno.Success, EventKind.Clock, 0, 0)]);
        guest.Write(writer, "abc");
        Poll(guest, subscriptions, 2).ShouldBe([(1, Errno.Success, EventKind.Read, 3, 0)]);
        guest.Read(reader, 3);
        guest.Call("fd_close", writer);
        Poll(guest, subscriptions, 2).ShouldBe([(1, Errno.Success, EventKind.Read, 0, Event.HangUp)]);
    }

    [Fact]
    public void What_cannot_be_waited_for_is_an_event_with_an_error()
    {
        using Guest guest = new();
        uint subscriptions = File(guest, 1, EventKind.Read, 99);
        Clock(guest, 2, 9, 5);
        Clock(guest, 3, 2, 5);
        File(guest, 4, (EventKind)7, 0);
        Clock(guest, 5, 1, ulong.MaxValue);
        Poll(guest, subscriptions, 5).Select(each => (each.UserData, each.Error)).ShouldBe(
            [(1, Errno.BadDescriptor), (2, Errno.Invalid), (3, Errno.NotSupported), (4, Errno.Invalid)]);
    }

    [Fact]
    public void Nothing_to_wait_for_and_too_much_of_it_is_refused()
    {
        using Guest guest = new();
        guest.Call("poll_oneoff", 4096, 4096, 0, 4096).ShouldBe(Errno.Invalid);
        guest.Call("poll_oneoff", 4096, 4096, 1025, 4096).ShouldBe(Errno.Invalid);
        guest.Call("poll_oneoff", 4096, 4096, uint.MaxValue, 4096).ShouldBe(Errno.Invalid);
    }

    [Fact]
    public void A_wait_is_stopped_from_outside()
    {
        using CancellationTokenSource stop = new(20);
        using Guest guest = new(new WasiOptions { Stop = stop.Token });
        uint subscription = Clock(guest, 1, 1, ulong.MaxValue);
        guest.Call("poll_oneoff", subscription, guest.Take(32), 1, guest.Take(4)).ShouldBe(Errno.Interrupted);
    }

    static uint Clock(Guest guest, ulong userData, uint clock, ulong timeout, bool absolute = false)
    {
        uint at = guest.Take(48);
        guest.Set(at, userData);
        guest.Set(at + 8, EventKind.Clock);
        guest.Set(at + 16, clock);
        guest.Set(at + 24, timeout);
        guest.Set(at + 40, absolute ? 1 : 0);
        return at;
    }

    static uint File(Guest guest, ulong userData, EventKind kind, uint descriptor)
    {
        uint at = guest.Take(48);
        guest.Set(at, userData);
        guest.Set(at + 8, kind);
        guest.Set(at + 16, descriptor);
        return at;
    }

    static List<(ulong UserData, Errno Error, EventKind Kind, ulong Available, ushort Flags)> Poll(Guest guest, uint subscriptions, uint count)
    {
        uint events = guest.Take(32 * (int)count);
        uint answer = guest.Take(4);
        guest.Call("poll_oneoff", subscriptions, events, count, answer).ShouldBe(Errno.Success);
        return [.. Enumerable.Range(0, (int)guest.Get<uint>(answer)).Select(i => events + (uint)(32 * i)).Select(at => (guest.Get<ulong>(at),
            guest.Get<Errno>(at + 8), guest.Get<EventKind>(at + 10), guest.Get<ulong>(at + 16), guest.Get<ushort>(at + 24)))];
    }
}
