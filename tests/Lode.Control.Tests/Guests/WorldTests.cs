namespace Lode.Control.Tests.Guests;

/// <summary>What a guest's libc finds.</summary>
public sealed class WorldTests
{
    [Fact]
    public void What_it_prints_is_logged_by_lines()
    {
        using ModelDriver driver = new(Programs.Load("probe"));
        driver.Run("0 print hello there\n0 complain half a li\n1 complain ne, and its end\n1 print\n2 complain  unfinished", 3);
        driver.Log.ShouldBe(["hello there", "", "half a line, and its end unfinished"]);
    }

    [Fact]
    public void Random_bytes_are_those_of_the_seed_and_the_sequence()
    {
        string[] Run(ulong seed)
        {
            using ModelDriver driver = new(Programs.Load("probe")) { Seed = seed };
            driver.Run("0 fork 2\n1 random\n2 random", 3);
            return [.. driver.LogBySequence.Order().Select(static line => line.Text)];
        }
        string[] first = Run(1);
        first.Distinct().Count().ShouldBe(4);
        Run(1).ShouldBe(first);
        Run(2).ShouldNotContain(line => first.Contains(line));
    }

    [Fact]
    public void Its_clock_is_coarse_and_waiting_moves_it_on_at_once()
    {
        using ModelDriver driver = new(Programs.Load("probe"));
        driver.Run("0 clock\n1 clock\n1 sleep 900000\n2 clock", 3);
        driver.Log.ShouldBe(["clock: 0", "clock: 0", "sleep: 0", "clock: 0"]);
    }

    [Fact]
    public void Files_that_it_was_given_are_there_and_nothing_else()
    {
        string path = Path.Combine(Path.GetTempPath(), $"lode-control-{Guid.NewGuid():N}");
        File.WriteAllText(path, "the first line\nthe second\n");
        try
        {
            using ModelDriver driver = new(Programs.Load("probe")) { Files = [new ControlFile("words", path)] };
            driver.Run($"0 read words\n0 read {Path.GetFileName(path)}\n0 read ../etc/passwd", 1);
            driver.Log.ShouldBe(["file words: the first line", $"file {Path.GetFileName(path)}: cannot be read", "file ../etc/passwd: cannot be read"]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_file_is_mapped_and_stays_mapped_in_branches()
    {
        string path = Path.Combine(Path.GetTempPath(), $"lode-control-{Guid.NewGuid():N}");
        byte[] content = new byte[300_000];
        new Random(1).NextBytes(content);
        "whatever"u8.CopyTo(content);
        File.WriteAllBytes(path, content);
        uint sum = content.Aggregate(0u, static (sum, value) => sum * 31 + value);
        try
        {
            using ModelDriver driver = new(Programs.Load("probe")) { Files = [new ControlFile("words", path)] };
            driver.Run("init map words\ninit map others\n0 fork 2\n1 mapped", 2).ShouldAllBe(static driven => driven.Error == null);
            driver.LogBySequence.ShouldBe([(0, $"map words: size 300000 error 0 sum {sum}"), (0, "map others: none"), (0, "mapped: whatever"), (1, "mapped: whatever")]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("..")]
    public void Names_of_files_are_checked(string name)
    {
        using ModelDriver driver = new(Programs.Load("probe")) { Files = [new ControlFile(name, "/dev/null")] };
        Should.Throw<ArgumentException>(() => driver.Start("")).Message.ShouldStartWith($"'{name}' is no name for a controller's file");
    }

    [Fact]
    public void What_the_log_of_the_host_throws_ends_the_sequence()
    {
        using Controller controller = Programs.Load("probe");
        using ControllerRequest request = controller.Start(SmallTokenizer.Instance, new RequestOptions
        {
            Vocabulary = SmallTokenizer.Count,
            TokenCapacity = 10,
            Argument = "prepare log x"u8.ToArray(),
            Log = static (_, _) => throw new IOException("the disk is full"),
        });
        SequenceController sequence = request.Open([0, 2]);
        sequence.Begin(ControlPhase.Initialize);
        sequence.End();
        sequence.Begin(ControlPhase.Prepare);
        Should.Throw<ControllerException>(() => sequence.End()).Message.ShouldEndWith("the disk is full");
    }

    [Fact]
    public void A_file_that_is_not_there_is_found_missing_at_the_start()
    {
        using ModelDriver driver = new(Programs.Load("probe")) { Files = [new ControlFile("words", "/no/such/file")] };
        Should.Throw<FileNotFoundException>(() => driver.Start("")).Message
            .ShouldBe("/no/such/file: expected a file or pipe to be given as words, found none; check the path");
    }
}
