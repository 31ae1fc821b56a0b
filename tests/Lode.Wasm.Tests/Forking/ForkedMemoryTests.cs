namespace Lode.Wasm.Tests.Forking;

/// <summary>Memories of forks against full copies: every byte is equal at first, and what one writes no other ever sees.</summary>
public sealed class ForkedMemoryTests
{
    public ForkedMemoryTests() => Assert.SkipUnless(EngineSupport.IsSupported, EngineSupport.Reason ?? "");

    [Theory]
    [InlineData(false, false, 1)]
    [InlineData(true, false, 2)]
    [InlineData(false, true, 3)]
    [InlineData(true, true, 4)]
    [InlineData(false, false, 5)]
    [InlineData(false, true, 6)]
    public void Forks_of_forks_are_what_full_copies_are(bool bounds, bool mapped, int seed)
    {
        using ForkWorld world = new(bounds, mapped, dataBytes: seed == 5 ? 0 : 40_000);
        Random random = new(seed);
        List<ForkedGuest> guests = [world.First];
        for (int round = 0; round < 150; round++)
        {
            ForkedGuest guest = guests[random.Next(guests.Count)];
            for (int i = random.Next(12); i >= 0; i--)
                Change(guest, random);
            ForkedGuest child = world.Fork(guest);
            child.Check();
            guest.Check();
            if (guests.Count < 10)
            {
                guests.Add(child);
                continue;
            }
            int leaving = random.Next(1, guests.Count);
            guests[leaving].Check();
            guests[leaving].Dispose();
            guests[leaving] = child;
        }
        guests.ForEach(static guest => guest.Check());
        guests.ForEach(static guest => guest.Dispose());
    }

    [Fact]
    public void A_chain_of_forks_with_much_written_between_them_stays_right()
    {
        using ForkWorld world = new(pages: 64);
        Random random = new(11);
        ForkedGuest guest = world.First;
        for (int generation = 0; generation < 60; generation++)
        {
            // Scattered, so that layers have many parts and more of them than are kept.
            for (int i = 0; i < 100; i++)
                guest.Write(random.Next(guest.Length / 4) * 4, random.Next());
            guest = Succeed(world, guest);
        }
        guest.Dispose();
    }

    /// <summary>Each generation writes to eight places where nobody wrote before, so that the parts of layers become more than are kept.</summary>
    [Fact]
    public void Layers_of_very_many_parts_become_one()
    {
        const int Places = 8, PlaceBytes = 9 * 4096, Stride = 12 * 4096;
        using ForkWorld world = new(pages: 80);
        world.First.Map(40 * 65536, 8192, WindowAccess.ReadWrite, 3);
        ForkedGuest guest = world.First;
        for (int generation = 0; generation < 12; generation++)
        {
            for (int place = 0; place < Places; place++)
                guest.Fill((generation * Places + place) * Stride, (byte)(generation + 1), PlaceBytes);
            guest = Succeed(world, guest);
        }
        guest.Dispose();
    }

    [Fact]
    public void Sixteen_branches_of_one_parent_run_on_threads_of_their_own()
    {
        using ForkWorld world = new(pages: 32);
        world.First.Fill(100_000, 3, 1_500_000);
        ForkedGuest[] branches = [.. Enumerable.Range(0, 16).Select(_ => world.Fork(world.First))];
        Parallel.For(0, branches.Length, i =>
        {
            Random random = new(i);
            List<ForkedGuest> more = [branches[i]];
            for (int round = 0; round < 8; round++)
            {
                for (int j = 0; j < 60; j++)
                    Change(more[^1], random);
                more.Add(world.Fork(more[^1]));
                more.ForEach(static guest => guest.Check());
            }
            more.ForEach(static guest => guest.Dispose());
        });
        world.First.Check();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Every_order_of_disposal_leaves_the_others_as_they_are(int seed)
    {
        Random random = new(seed);
        for (int round = 0; round < 6; round++)
        {
            using ForkWorld world = new(mapped: round % 2 == 0, pages: 16);
            List<ForkedGuest> guests = [world.First];
            for (int i = 0; i < 5; i++)
            {
                ForkedGuest parent = guests[random.Next(guests.Count)];
                parent.Fill(random.Next(65536), (byte)i, random.Next(2) == 0 ? 600_000 : 5000);
                guests.Add(world.Fork(parent));
            }
            foreach (ForkedGuest leaving in guests.OrderBy(_ => random.Next()).ToArray())
            {
                leaving.Dispose();
                guests.Remove(leaving);
                guests.ForEach(static guest => guest.Check());
                foreach (ForkedGuest guest in guests)
                {
                    using ForkedGuest another = world.Fork(guest);
                    another.Check();
                }
            }
        }
    }

    [Fact]
    public void A_fork_begins_without_its_parents_windows_and_the_parent_keeps_them()
    {
        using ForkWorld world = new(pages: 40);
        ForkedGuest parent = world.First;
        parent.Fill(0, 9, parent.Length);
        parent.Map(65536, 8192, WindowAccess.ReadWrite, 1);
        parent.Map(10 * 65536, 3 * 65536, WindowAccess.ReadOnly, 2);
        parent.Map(20 * 65536 + 4096, 4096, WindowAccess.Private, 3);
        parent.Fill(20 * 65536 + 4096, 77, 4096);
        using ForkedGuest child = world.Fork(parent);
        child.Check();
        parent.Check();
        child.Memory.Read<int>(65536).ShouldBe(0);
        child.Memory.Windows.ShouldBeEmpty();
        parent.Memory.Windows.Count.ShouldBe(3);
        // Its own windows go to the same places, and another fork is without them again.
        child.Map(65536, 8192, WindowAccess.ReadWrite, 4);
        child.Fill(65536 + 8, 5, 100);
        parent.Check();
        parent.Unmap(0);
        parent.Check();
        using ForkedGuest second = world.Fork(parent), third = world.Fork(child);
        second.Check();
        third.Check();
        child.Check();
    }

    [Fact]
    public void A_revoked_window_is_no_obstacle()
    {
        using ForkWorld world = new(pages: 20);
        ForkedGuest parent = world.First;
        parent.Fill(0, 9, parent.Length);
        using Window window = Window.Shared(65536, "revoked");
        MappedWindow mapped = parent.Memory.Map(window, 5 * 65536);
        mapped.Revoke();
        using ForkedGuest child = world.Fork(parent);
        child.Memory.GetReadOnlySpan(5 * 65536, 65536).ContainsAnyExcept((byte)0).ShouldBeFalse();
        child.Memory.GetReadOnlySpan(0, 5 * 65536).ContainsAnyExcept((byte)9).ShouldBeFalse();
        child.Memory.GetReadOnlySpan(6 * 65536, 14 * 65536).ContainsAnyExcept((byte)9).ShouldBeFalse();
        mapped.IsRevoked.ShouldBeTrue();
        Should.Throw<MemoryRangeException>(() => parent.Memory.GetSpan(5 * 65536, 1).Length).Message.ShouldContain("revoked");
    }

    [Fact]
    public void Windows_on_files_are_not_read()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, new byte[1 << 20]);
            using ForkWorld world = new(pages: 40);
            using Window window = Window.File(path, WindowAccess.Private);
            world.First.Fill(0, 1, world.First.Length);
            world.First.Memory.Map(window, 10 * 65536);
            using (FileStream file = File.OpenWrite(path))
                file.SetLength(4096);
            using ForkedGuest child = world.Fork(world.First);
            child.Memory.GetReadOnlySpan(10 * 65536, 1 << 20).ContainsAnyExcept((byte)0).ShouldBeFalse();
            child.Memory.GetReadOnlySpan(26 * 65536, 65536).ContainsAnyExcept((byte)1).ShouldBeFalse();
        }
        finally
        {
            File.Delete(path);
        }
    }

    internal static void Change(ForkedGuest guest, Random random)
    {
        int page = random.Next(guest.Length / 4096) * 4096;
        switch (random.Next(20))
        {
            case 0 when guest.Length < 40 * 65536:
                guest.Grow(random.Next(3));
                break;
            case 1:
                int length = random.Next(guest.Length - page);
                if (guest.IsWritable(page, length))
                    guest.Fill(page, (byte)random.Next(3), length);
                break;
            case 2 when page + 3 * 4096 <= guest.Length:
                guest.Map(page, random.Next(1, 4) * 4096, (WindowAccess)random.Next(3), (byte)random.Next());
                break;
            case 3 when guest.WindowCount > 0:
                guest.Unmap(random.Next(guest.WindowCount));
                break;
            case 4:
                int from = random.Next(guest.Length), bytes = random.Next(Math.Min(guest.Length - from, guest.Length - page));
                if (guest.IsWritable(page, bytes))
                    guest.Copy(page, from, bytes);
                break;
            case 5:
                byte[] some = new byte[random.Next(4096)];
                random.NextBytes(some);
                if (guest.IsWritable(page, some.Length))
                    guest.Put(page, some);
                break;
            default:
                int at = random.Next(guest.Length - 3);
                if (guest.IsWritable(at, 4))
                    guest.Write(at, random.Next());
                break;
        }
    }

    /// <summary>Forks a guest, checks both, and goes on with the child alone.</summary>
    static ForkedGuest Succeed(ForkWorld world, ForkedGuest guest)
    {
        ForkedGuest child = world.Fork(guest);
        child.Check();
        guest.Check();
        if (guest != world.First)
            guest.Dispose();
        return child;
    }
}
