using Lode.Tokenizers;
using Lode.Wasm;

namespace Lode.Control.Tests.Sharing;

/// <summary>Host and guests look at the same pages: nothing is copied between them.</summary>
public sealed unsafe class SharedPageTests
{
    const int Vocabulary = 128_256, Sequences = 64, Rounds = 3;

    public SharedPageTests() => Assert.SkipUnless(EngineSupport.IsSupported, EngineSupport.Reason ?? "");

    [Fact]
    public void A_step_of_64_sequences_copies_no_byte_and_everybody_sees_everything()
    {
        using Controller controller = Programs.Load("sharing");
        List<ControllerRequest> requests = [];
        Random random = new(4);
        uint vocabulary = 0;
        for (int i = 0; i < Sequences; i++)
        {
            requests.Add(controller.Start(SmallTokenizer.Instance, new() { Vocabulary = Vocabulary, TokenCapacity = 4096 }));
            GuestSequence sequence = (GuestSequence)requests[i].Open([1, 2, 3]);
            sequence.Begin(ControlPhase.Initialize);
            sequence.End();
            long before = sequence.Memory.HostBytes;
            int sum = 6;
            for (int round = 0; round < Rounds; round++)
            {
                Span<float> row = sequence.Slot.Logits.Row(0);
                row.Fill(-1);
                int best = random.Next(Vocabulary);
                row[best] = 2;
                sequence.Begin(ControlPhase.Step);
                sequence.End().ShouldBe(ControlAction.Sample);
                sequence.Result.UsesMask.ShouldBeTrue();
                // What the guest found lies in its step region, and its mask is the host's.
                Span<int> pool = sequence.Slot.Pool;
                (pool[0], pool[1]).ShouldBe((best, sum));
                vocabulary = i == 0 ? (uint)pool[2] : vocabulary;
                ((uint)pool[2]).ShouldBe(vocabulary);
                sequence.Slot.Mask[best >> 5].ShouldBe(1u << best);
                sequence.Slot.Mask.IndexOfAnyExcept(0u).ShouldBe(best >> 5);
                sequence.AppendSampled(best);
                sum += best;
            }
            (sequence.Memory.HostBytes - before).ShouldBe(0, "bytes that the host copied, or looked at in the guest's memory");
        }
        vocabulary.ShouldNotBe(0u);
        requests.ForEach(static request => request.Dispose());
    }

    [Fact]
    public void What_is_copied_is_counted()
    {
        using ModelDriver driver = new(Programs.Load("probe"));
        using ControllerRequest request = driver.Start("step log four");
        GuestSequence sequence = (GuestSequence)request.Open([1, 2, 3]);
        long before = sequence.Memory.HostBytes;
        sequence.Begin(ControlPhase.Step);
        sequence.End();
        (sequence.Memory.HostBytes - before).ShouldBe(4);
    }

    [Fact]
    public void Regions_of_a_guest_are_the_hosts_pages()
    {
        using Controller controller = Programs.Load("sharing");
        using ControllerRequest request = controller.Start(SmallTokenizer.Instance, new() { Vocabulary = Vocabulary, TokenCapacity = 4096 });
        GuestSequence sequence = (GuestSequence)request.Open([1, 2, 3]);
        sequence.Slot.Logits.Row(0).Fill(1);
        sequence.Begin(ControlPhase.Step);
        sequence.End();
        byte* guest = sequence.Memory.State->Base;
        int compared = 0;
        foreach (RegionKind kind in new[] { RegionKind.Step, RegionKind.Logits, RegionKind.Mask, RegionKind.Tokens })
        {
            (long offset, long bytes) = sequence.Slot.Layout.Find(0, kind);
            MappedWindow window = sequence.Memory.Windows.Single(window => window.Window.Name.Equals($"lode-{kind}", StringComparison.OrdinalIgnoreCase));
            MappedArea here = MappedArea.At((nint)(guest + window.Address)), host = MappedArea.At((nint)sequence.Slot.Memory.Start);
            here.IsShared.ShouldBeTrue();
            (here.Device, here.Inode).ShouldBe((host.Device, host.Inode));
            here.Offset.ShouldBe(offset);
            // No page of it is a copy of the guest's own.
            here.AnonymousBytes.ShouldBe(0);
            here.ResidentBytes.ShouldBeGreaterThan(0);
            for (long at = 0; at < bytes; at += 4096)
            {
                if (PhysicalPage.Of(guest + window.Address + at) is { } page)
                {
                    // The host has it in its tables once it has looked.
                    byte* same = sequence.Slot.Memory.Start + offset + at;
                    _ = Volatile.Read(ref *same);
                    page.ShouldBe(PhysicalPage.Of(same).ShouldNotBeNull());
                    compared++;
                }
            }
        }
        if (PhysicalPage.IsKnown)
            compared.ShouldBeGreaterThan(Vocabulary / 1024);
    }

    [Fact]
    public void Thirty_two_guests_have_one_vocabulary_and_one_file_between_them()
    {
        const int Guests = 32, FileBytes = 100_000_000;
        string folder = Directory.CreateTempSubdirectory("lode-sharing-").FullName;
        try
        {
            string file = Path.Combine(folder, "shared.bin"), vocabularies = Path.Combine(folder, "vocabulary");
            byte[] bytes = new byte[FileBytes];
            new Random(1).NextBytes(bytes);
            File.WriteAllBytes(file, bytes);
            uint expected = 0;
            for (int at = 0; at < FileBytes; at += 4096)
                expected += BitConverter.ToUInt32(bytes, at);
            bytes = [];
            Tokenizer tokenizer = LargeTokenizer.Make(20_000);
            using Controller controller = Controller.Load(Programs.PathOf("sharing"),
                new() { Limits = Programs.Patient, VocabularyFolder = vocabularies, RegionFolder = null });
            List<ControllerRequest> requests = [];
            for (int i = 0; i < Guests; i++)
            {
                requests.Add(controller.Start(tokenizer, new()
                {
                    Vocabulary = tokenizer.VocabularySize,
                    TokenCapacity = 256,
                    Files = [new("shared", file)],
                }));
                SequenceController sequence = requests[i].Open([1]);
                sequence.Begin(ControlPhase.Initialize);
                sequence.End();
                sequence.Begin(ControlPhase.Step);
                sequence.End();
                ((uint)sequence.Slot.Pool[3]).ShouldBe(expected);
            }
            string vocabulary = Directory.EnumerateFiles(vocabularies).Single();
            Check(file, Guests);
            Check(vocabulary, Guests);
            requests.ForEach(static request => request.Dispose());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>All guests have all of a file, and all together one copy.</summary>
    static void Check(string file, int guests)
    {
        long length = (new FileInfo(file).Length + 4095) / 4096 * 4096;
        MappedArea[] areas = [.. MappedArea.All().Where(area => area.Path == file)];
        areas.Length.ShouldBe(guests);
        areas.ShouldAllBe(area => area.AnonymousBytes == 0);
        // A machine that is short of memory takes some pages away again.
        areas.Sum(static area => area.ResidentBytes).ShouldBeInRange(guests * length / 10 * 9, guests * length);
        // The shares are given in whole units of 1 KiB for each mapping.
        areas.Sum(static area => area.ProportionalBytes).ShouldBeInRange(length / 10 * 9 - guests * 1024, length + guests * 1024);
    }
}
