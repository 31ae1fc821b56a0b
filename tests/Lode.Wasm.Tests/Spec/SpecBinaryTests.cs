namespace Lode.Wasm.Tests.Spec;

/// <summary>The specification's test suite, as far as it needs no execution: what is valid, invalid and malformed.</summary>
public sealed class SpecBinaryTests
{
    /// <summary>
    /// Assertions whose fault is found, but called by another rule: the suite's words are those of an interpreter that reads sections
    /// without knowing where they end, of modules whose broken length leads into the next section, and of text that was made binary by
    /// a tool that left the data count section out.
    /// </summary>
    static readonly string[] s_otherWords =
    [
        "binary:1069", "binary:1114", "binary:113", "binary:77", "binary:929", "binary:93", "binary-leb128:348", "binary-leb128:405",
        "binary-leb128:462", "binary-leb128:731", "binary-leb128:751", "binary-leb128:846", "binary-leb128:866", "memory_init:190",
        "memory_init:227", "select:324",
    ];

    [Fact]
    public void All_of_WebAssembly_2_is_accepted_or_refused_as_the_suite_says()
    {
        Tally tally = Run("");
        tally.Valid.ShouldBe(1594 + 83 + 34, "modules, unlinkable and uninstantiable ones among them");
        tally.Invalid.ShouldBe(2146);
        tally.Malformed.ShouldBe(719);
        tally.Text.ShouldBe(1090);
        tally.OtherWords.Order(StringComparer.Ordinal).ShouldBe(s_otherWords.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Tail_calls_are_accepted_or_refused_as_the_suite_says()
    {
        Tally tally = Run("tail-call");
        tally.Valid.ShouldBe(6);
        tally.Invalid.ShouldBe(24);
        tally.OtherWords.ShouldBeEmpty();
    }

    [Fact]
    public void Extended_constants_are_accepted_or_refused_as_the_suite_says()
    {
        Tally tally = Run("extended-const");
        tally.Valid.ShouldBe(69 + 26);
        tally.Invalid.ShouldBe(89);
        tally.Malformed.ShouldBe(4);
        tally.OtherWords.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("threads", "threads", 13)]
    [InlineData("multi-memory", "multiple memories", 64 + 14 + 9)]
    [InlineData("relaxed-simd", "relaxed SIMD", 7)]
    public void Proposals_that_are_not_supported_are_refused_by_their_names(string folder, string proposal, int expected)
    {
        int refused = 0;
        foreach (SpecScript script in SpecScript.Of(folder))
        {
            foreach (SpecCommand command in script.Commands)
            {
                if (command.Type is not ("module" or "assert_unlinkable" or "assert_uninstantiable") || command.IsText)
                    continue;
                if (Module.Validate(script.Read(command.File)) is not { } exception)
                    continue;
                exception.Fault.ShouldBe(WasmFault.Unsupported, $"{script.Name}:{command.Line}: {exception.Message}");
                exception.Proposal.ShouldBe(proposal);
                exception.Message.ShouldContain($"the {proposal} proposal");
                refused++;
            }
        }
        refused.ShouldBe(expected);
    }

    static Tally Run(string? proposal)
    {
        Tally tally = new();
        foreach (SpecScript script in SpecScript.Of(proposal))
        {
            foreach (SpecCommand command in script.Commands)
                Check(script, command, tally);
        }
        return tally;
    }

    static void Check(SpecScript script, SpecCommand command, Tally tally)
    {
        if (command.Type is not ("module" or "assert_unlinkable" or "assert_uninstantiable" or "assert_invalid" or "assert_malformed"))
            return;
        if (command.IsText)
        {
            tally.Text++;
            return;
        }
        string place = $"{script.Name}:{command.Line}";
        WasmFormatException? exception = Module.Validate(script.Read(command.File));
        if (command.Type is not ("assert_invalid" or "assert_malformed"))
        {
            exception.ShouldBeNull(place);
            tally.Valid++;
            return;
        }
        exception.ShouldNotBeNull(place);
        bool sameWords = command.Text.StartsWith(exception.Rule, StringComparison.Ordinal)
            || exception.Rule.StartsWith(command.Text, StringComparison.Ordinal);
        if (!sameWords)
            tally.OtherWords.Add(place);
        if (command.Type == "assert_malformed")
        {
            tally.Malformed++;
            ShouldBe(exception, WasmFault.Malformed, sameWords, place);
        }
        else
        {
            tally.Invalid++;
            ShouldBe(exception, exception.Rule == "data count section required" ? WasmFault.Malformed : WasmFault.Invalid, sameWords, place);
        }
    }

    /// <summary>Holds the kind of fault to the assertion; what a proposal gives a meaning may be refused by that proposal's name.</summary>
    static void ShouldBe(WasmFormatException exception, WasmFault fault, bool sameWords, string place)
    {
        if (exception.Fault == WasmFault.Unsupported && sameWords)
            return;
        exception.Fault.ShouldBe(fault, $"{place}: {exception.Message}");
    }

    sealed class Tally
    {
        public int Valid { get; set; }
        public int Invalid { get; set; }
        public int Malformed { get; set; }
        public int Text { get; set; }
        public List<string> OtherWords { get; } = [];
    }
}
