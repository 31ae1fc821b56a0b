using Lode.Wasm.Runtime;

namespace Lode.Wasm.Tests.Forking;

/// <summary>Ranges of pages and the runs of layers, against one flag or number for each page.</summary>
public sealed unsafe class RangeTests
{
    const int Pages = 64;

    [Fact]
    public void Ranges_are_what_flags_are()
    {
        Random random = new(1);
        for (int round = 0; round < 2000; round++)
        {
            bool[] flags = [.. Enumerable.Range(0, Pages).Select(_ => random.Next(3) == 0)];
            PageRanges ranges = new();
            for (int i = 0; i < Pages; i++)
            {
                if (flags[i])
                    ranges.Add(i, i + 1);
            }
            for (int i = random.Next(4); i > 0; i--)
            {
                int start = random.Next(Pages), end = random.Next(start, Pages + 1);
                ranges.Remove(start, end);
                flags.AsSpan(start, end - start).Clear();
            }
            Check(ranges, flags);
            (long, long)[] others = [.. Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(Pages)).Select(start => ((long)start, (long)random.Next(start, Pages + 1)))];
            bool[] both = [.. flags];
            foreach ((long start, long end) in others)
                both.AsSpan((int)start, (int)(end - start)).Fill(true);
            Check(ranges.With(others), both);
            int most = random.Next(1, 12);
            int wall = random.Next(Pages);
            int before = ranges.Count;
            ranges.Join(most, (start, end) => start <= wall && wall < end);
            ranges.Count.ShouldBeLessThanOrEqualTo(Math.Min(before, most + 1));
            bool[] joined = new bool[Pages];
            foreach ((long start, long end) in ranges)
                joined.AsSpan((int)start, (int)(end - start)).Fill(true);
            for (int i = 0; i < Pages; i++)
                (joined[i] || !flags[i]).ShouldBeTrue();
            joined[wall].ShouldBe(flags[wall]);
            Check(ranges, joined);
        }
    }

    [Fact]
    public void Runs_are_what_the_last_layer_at_each_page_is()
    {
        Random random = new(2);
        for (int round = 0; round < 500; round++)
        {
            MemoryBase runs = MemoryBase.Zero;
            (IMemoryLayer? Layer, long Offset)[] pages = new (IMemoryLayer?, long)[Pages];
            List<Layer> layers = [];
            for (int i = 0; i < 12; i++)
            {
                int start = random.Next(Pages), end = random.Next(start, Pages + 1), offset = random.Next(1000);
                Layer? layer = random.Next(3) == 0 ? null : new();
                if (layer is not null && end > start)
                {
                    layers.Add(layer);
                    runs = runs.With(new(start, end - start, layer, offset));
                }
                else
                {
                    runs = runs.Without(start, end);
                    layer = null;
                }
                for (int page = start; page < end; page++)
                    pages[page] = (layer, layer is null ? 0 : offset + page - start);
            }
            layers.ForEach(layer => layer.Mapped = []);
            runs.TryMap((byte*)0x10000).ShouldBeTrue();
            (IMemoryLayer?, long)[] found = new (IMemoryLayer?, long)[Pages];
            foreach (Layer layer in layers)
            {
                foreach ((long address, long bytes, long offset) in layer.Mapped)
                {
                    for (long page = 0; page < bytes; page++)
                        found[address - 0x10000 + page] = (layer, offset + page);
                }
            }
            found.ShouldBe(pages);
            runs.End.ShouldBe(Array.FindLastIndex(pages, static page => page.Layer is not null) + 1);
            runs.AddUser();
            layers.Sum(static layer => layer.Users).ShouldBe(runs.Count);
            runs.Release();
            layers.ShouldAllBe(static layer => layer.Users == 0);
        }
    }

    static void Check(PageRanges ranges, bool[] flags)
    {
        bool[] found = new bool[Pages];
        long last = -1, bytes = 0;
        foreach ((long start, long end) in ranges)
        {
            start.ShouldBeGreaterThan(last);
            end.ShouldBeGreaterThan(start);
            found.AsSpan((int)start, (int)(end - start)).Fill(true);
            last = end;
            bytes += end - start;
        }
        found.ShouldBe(flags);
        ranges.Bytes.ShouldBe(bytes);
    }

    sealed class Layer : IMemoryLayer
    {
        public List<(long Address, long Bytes, long Offset)> Mapped { get; set; } = [];

        public int Users { get; private set; }

        public bool TryMap(byte* address, long bytes, long offset)
        {
            Mapped.Add(((long)address, bytes, offset));
            return true;
        }

        public void AddUser() => Users++;

        public void Release() => Users--;
    }
}
