namespace Lode.Memory.Tests.Mapping;

/// <summary>Files whose bytes lie in private memory.</summary>
public sealed unsafe class PrivateMemoryTests
{
    [Fact]
    public void Bytes_are_seen_through_leases_and_live_as_long_as_the_last()
    {
        PageMemory memory = new(10);
        new Span<byte>(memory.Address, 10).Fill(7);
        MappedFile file = MappedFile.FromMemory("made up", memory, 10);
        MappedView view = file.View(2, 3);

        file.Dispose();

        view.Span(0, 3).ToArray().ShouldBe(new byte[] { 7, 7, 7 });
        Should.Throw<ObjectDisposedException>(() => file.View(0, 1));
        view.Dispose();
        Should.Throw<ObjectDisposedException>(() => (nint)memory.Address);
    }

    [Fact]
    public void A_closed_file_gives_no_lease_even_while_others_are_out()
    {
        MappedFile file = MappedFile.FromMemory("made up", new PageMemory(1), 1);
        using MappedView view = file.View(0, 1);
        file.Dispose();
        Should.Throw<ObjectDisposedException>(() => file.View(0, 1));
    }

    [Fact]
    public void It_is_resident_and_takes_advice_and_ranges_like_a_mapped_file()
    {
        using MappedFile file = MappedFile.FromMemory("made up", new PageMemory(10), 10);

        file.Length.ShouldBe(10);
        file.Path.ShouldBe("made up");
        file.Advise(0, 10, AccessAdvice.WillNeed);
        file.Populate(0, 10);
        file.ResidentBytes(3, 4).ShouldBe(4);
        Should.Throw<ArgumentOutOfRangeException>(() => file.View(8, 3));
        Should.Throw<ArgumentOutOfRangeException>(() => MappedFile.FromMemory("made up", new PageMemory(1), PageMemory.PageSize + 1));
    }
}
