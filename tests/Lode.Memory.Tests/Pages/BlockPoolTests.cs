using FsCheck;
using FsCheck.Fluent;

namespace Lode.Memory.Tests.Pages;

public sealed unsafe class BlockPoolTests
{
    [Fact]
    public void Random_sequences_of_calls_behave_as_a_plain_model_says()
    {
        Prop.ForAll<int[]>(calls =>
        {
            using BlockPool pool = new(100, 5);
            Dictionary<int, (int Users, int Tag)> model = [];
            int step = 0;
            foreach (int call in calls)
            {
                step++;
                int[] used = [.. model.Keys];
                int any = used.Length == 0 ? -1 : used[(int)((uint)call / 3 % (uint)used.Length)];
                switch ((uint)call % 3)
                {
                    case 0:
                        bool rented = pool.TryRent(step, out int block);
                        rented.ShouldBe(model.Count < 5);
                        if (rented)
                        {
                            model.ContainsKey(block).ShouldBeFalse();
                            model[block] = (1, step);
                        }
                        break;
                    case 1 when any >= 0:
                        pool.Share(any);
                        model[any] = (model[any].Users + 1, model[any].Tag);
                        break;
                    case 2 when any >= 0:
                        pool.Return(any);
                        model[any] = (model[any].Users - 1, model[any].Tag);
                        if (model[any].Users == 0)
                            model.Remove(any);
                        break;
                }
                pool.InUse.ShouldBe(model.Count);
                pool.Available.ShouldBe(5 - model.Count);
                foreach ((int number, (int users, int tag)) in model)
                {
                    pool.Users(number).ShouldBe(users);
                    pool.Tag(number).ShouldBe(tag);
                }
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Blocks_are_aligned_apart_and_keep_their_place()
    {
        using BlockPool pool = new(100, 4);
        pool.BlockBytes.ShouldBe(128);
        HashSet<nint> addresses = [];
        for (int i = 0; i < 4; i++)
        {
            pool.TryRent(i, out int block).ShouldBeTrue();
            nint address = (nint)pool.Address(block);
            (address % 64).ShouldBe(0);
            addresses.Add(address).ShouldBeTrue();
            new Span<byte>((void*)address, 128).Fill((byte)i);
        }
        pool.TryRent(9, out _).ShouldBeFalse();
        for (int i = 0; i < 4; i++)
            new Span<byte>(pool.Address(i), 128).ToArray().ShouldAllBe(b => b == i);
    }

    [Fact]
    public void A_block_that_is_not_in_use_is_refused()
    {
        using BlockPool pool = new(64, 2);
        Should.Throw<InvalidOperationException>(() => pool.Return(0));
        Should.Throw<InvalidOperationException>(() => pool.Share(1));
        Should.Throw<InvalidOperationException>(() => { _ = pool.Address(7); });
        pool.TryRent(0, out int block);
        pool.Return(block);
        Should.Throw<InvalidOperationException>(() => pool.Return(block)).Message.ShouldContain("not in use");
    }
}
