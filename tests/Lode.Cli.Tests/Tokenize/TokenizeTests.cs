using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Lode.Tests;
using Lode.Tokenizers;

namespace Lode.Cli.Tests;

public sealed class TokenizeTests
{
    static string Gpt2 => TestData.Require("tokenizers/vocab/gpt2/tokenizer.json");

    [Theory]
    [InlineData("gpt2", "gpt2")]
    [InlineData("llama3", "llama3")]
    [InlineData("qwen2_5", "qwen2")]
    [InlineData("gpt4", "cl100k")]
    [InlineData("gpt4o", "o200k")]
    [InlineData("llama2", "llama2")]
    [InlineData("mistral_v01", "mistral_v01")]
    [InlineData("gemma3", "gemma3")]
    [InlineData("bert", "bert")]
    public void Golden_texts_have_the_ids_of_Hugging_Face_with_and_without_added_tokens(string vocabulary, string golden)
    {
        string model = TestData.Require($"tokenizers/vocab/{vocabulary}/tokenizer.json");
        List<GoldenRecord> records = GoldenRecord.Read(golden);
        records.Count.ShouldBeGreaterThan(2000);
        using TemporaryFolder folder = new();
        string file = folder.File("texts.jsonl");
        File.WriteAllLines(file, records.Select(record => record.Line));
        Ids(LodeCommand.Run("tokenize", model, file, "--jsonl")).ShouldBe(records.Select(record => record.Ids));
        GoldenRecord[] special = [.. records.Where(record => record.SpecialIds is not null)];
        if (special.Length == 0)
            return; // it adds none
        File.WriteAllLines(file, special.Select(record => record.Line));
        Ids(LodeCommand.Run("tokenize", model, file, "--jsonl", "--specials")).ShouldBe(special.Select(record => record.SpecialIds!));
    }

    [Theory]
    [InlineData("gpt2/tokenizer.json", "3")]
    [InlineData("llama2/tokenizer.json", "2")]
    public void A_file_of_many_blocks_has_the_ids_and_places_of_the_whole_text(string vocabulary, string threads)
    {
        string model = TestData.Require($"tokenizers/vocab/{vocabulary}");
        string file = TestData.Require("text/multilingual.txt");
        byte[] text = File.ReadAllBytes(file);
        Tokenizer tokenizer = Tokenizer.Open(model);
        int[] ids = tokenizer.EncodeToIds(text, new EncodeOptions(AddSpecial: true));
        string output = LodeCommand.Run("tokenize", model, file, "--specials", "--threads", threads).ShouldSucceed().Output;
        output.ShouldBe(string.Join(' ', ids) + "\n");
        LodeCommand.Run("tokenize", model, file, "--specials", "--count", "-t", threads).ShouldSucceed().Output.ShouldBe($"{ids.Length}\n");
        string[] lines = LodeCommand.Run("tokenize", model, file, "--specials", "--offsets", "codepoints", "-t", threads).ShouldSucceed().Output.Split('\n')[..^1];
        IReadOnlyList<EncodedToken> tokens = tokenizer.EncodeToTokens(text, OffsetUnit.CodePoint, new EncodeOptions(AddSpecial: true));
        lines.ShouldBe(tokens.Select(token => $"{token.Id}\t{token.Offset.Start}\t{token.Offset.End}"));
    }

    [Fact]
    public void A_large_input_takes_little_memory()
    {
        using TemporaryFolder folder = new();
        byte[] text = File.ReadAllBytes(TestData.Require("text/big.txt"));
        using (FileStream file = File.Create(folder.File("large.txt")))
        {
            for (int i = 0; i < 20; i++)
                file.Write(text); // 130 MB
        }
        CommandInput limited = new() { Environment = { ["DOTNET_GCHeapHardLimit"] = "0x4000000" } }; // 64 MiB, the vocabulary included
        CommandResult result = LodeCommand.Run(limited, "tokenize", Gpt2, folder.File("large.txt"), "--count", "--threads", "2").ShouldSucceed();
        int once = Tokenizer.Open(Gpt2).CountTokens(text);
        int.Parse(result.Output, System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(20 * once - 20, 20 * once + 20); // seams
    }

    [Fact]
    public void There_and_back()
    {
        string file = TestData.Require("text/emoji-test.txt");
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.File("ids"), LodeCommand.Run("tokenize", Gpt2, file).ShouldSucceed().OutputBytes);
        LodeCommand.Run("detokenize", Gpt2, folder.File("ids")).ShouldSucceed().OutputBytes.AsSpan().SequenceEqual(File.ReadAllBytes(file)).ShouldBeTrue();
        byte[] arrays = LodeCommand.Run(new CommandInput { Text = "\"a \\ud83d\\ude00\"\n\"\"\n" }, "tokenize", Gpt2, "--jsonl").ShouldSucceed().OutputBytes;
        LodeCommand.Run(new CommandInput { Bytes = arrays }, "detokenize", Gpt2, "--jsonl").ShouldSucceed().Output.ShouldBe("\"a \\uD83D\\uDE00\"\n\"\"\n");
    }

    [Fact]
    public void Details_are_lines_or_objects()
    {
        string model = TestModels.Demo;
        CommandInput input = new() { Text = "Once upon" };
        LodeCommand.Run(input, "tokenize", model, "--pieces", "--offsets", "bytes").ShouldSucceed().Output
            .ShouldBe("456\t0\t4\t\"Once\"\n455\t4\t9\t\"Ġupon\"\n");
        LodeCommand.Run(input, "tokenize", model, "--json", "--pieces").ShouldSucceed().Output
            .ShouldBe("{\"input\":\"standard input\",\"tokens\":[{\"id\":456,\"piece\":\"Once\"},{\"id\":455,\"piece\":\"Ġupon\"}],\"count\":2}\n");
        CommandInput lines = new() { Text = "Once upon\r\n\nOnce" };
        LodeCommand.Run(lines, "tokenize", model, "--lines").ShouldSucceed().Output.ShouldBe("456 455\n\n456\n");
        LodeCommand.Run(lines, "tokenize", model, "--lines", "--json").ShouldSucceed().Output.Split('\n').Length.ShouldBe(4);
    }

    [Fact]
    public void Special_tokens_are_read_where_that_is_asked_for()
    {
        CommandInput text = new() { Text = "<|endoftext|>" };
        LodeCommand.Run(text, "tokenize", Gpt2, "--special").ShouldSucceed().Output.ShouldBe("50256\n");
        LodeCommand.Run(text, "tokenize", Gpt2).ShouldSucceed().Output.ShouldNotContain("50256");
        CommandInput line = new() { Text = "\"<|endoftext|>\"\n" };
        LodeCommand.Run(line, "tokenize", Gpt2, "--jsonl").ShouldSucceed().Output.ShouldBe("[50256]\n");
        LodeCommand.Run(line, "tokenize", Gpt2, "--jsonl", "--special=false").ShouldSucceed().Output.ShouldNotContain("50256");
        LodeCommand.Run("detokenize", Gpt2, "64,50256").ShouldSucceed().Output.ShouldBe("a");
        LodeCommand.Run("detokenize", Gpt2, "64", "50256", "--special").ShouldSucceed().Output.ShouldBe("a<|endoftext|>");
    }

    [Theory]
    [InlineData("\"a\"\n[1]\n", "standard input, line 2: expected a JSON string, found '[1]'")]
    [InlineData("\"a\"\n\n", "standard input, line 2: expected a JSON string, found an empty line")]
    [InlineData("\"a\" x\n", "standard input, line 1: expected the end of the line behind the string, found ' x'")]
    [InlineData("\"a\n", "standard input, line 1: the string does not end; a quotation mark is missing")]
    [InlineData("\"\\x\"\n", "standard input, line 1: expected an escape of JSON, found '\\x\"'")]
    public void A_bad_line_is_named(string text, string message)
    {
        CommandResult result = LodeCommand.Run(new CommandInput { Text = text }, "tokenize", Gpt2, "--jsonl");
        result.ExitCode.ShouldBe(1);
        result.Errors.ShouldBe($"lode: error: {message}\n");
        result.Output.ShouldBe(text.StartsWith("\"a\"\n", StringComparison.Ordinal) ? "[64]\n" : "");
    }

    [Fact]
    public void Wrong_command_lines_and_files_are_told()
    {
        string model = TestModels.Any;
        LodeCommand.Run("tokenize").ShouldFail(2).ShouldStartWith("no model was given");
        LodeCommand.Run("tokenize", model, "--offsets", "words").ShouldFail(2).ShouldContain("expected bytes, utf16 or codepoints, found 'words'");
        LodeCommand.Run("tokenize", model, "--jsonl", "--pieces").ShouldFail(2);
        LodeCommand.Run("tokenize", model, "--count", "--pieces").ShouldFail(2);
        LodeCommand.Run("tokenize", model, "no-such-file").ShouldFail(1).ShouldContain("no-such-file");
        LodeCommand.Run("detokenize", model, "1", "x").ShouldFail(2).ShouldContain("'x'");
        LodeCommand.Run("detokenize", model, "99999999").ShouldFail(2).ShouldContain("found 99999999");
        LodeCommand.Run(new CommandInput { Text = "1 2\nx" }, "detokenize", Gpt2).Errors.ShouldContain("line 2: expected token ids, found 'x'");
    }

    [Fact]
    public void A_compiled_tokenizer_gives_the_same_ids_and_is_not_compiled_again()
    {
        using TemporaryFolder folder = new();
        string compiled = folder.File("gpt2.lodetok");
        CommandResult result = LodeCommand.Run("tokenize", Gpt2, "--compile", compiled).ShouldSucceed();
        result.Output.ShouldBe("");
        result.Errors.ShouldStartWith($"{compiled}: ");
        string file = TestData.Require("text/emoji-test.txt");
        LodeCommand.Run("tokenize", compiled, file).ShouldSucceed().Output.ShouldBe(LodeCommand.Run("tokenize", Gpt2, file).Output);
        string model = folder.File("model.lodetok");
        LodeCommand.Run("tokenize", TestModels.Any, "--compile", model).ShouldSucceed();
        LodeCommand.Run("tokenize", model, file).ShouldSucceed().Output.ShouldBe(LodeCommand.Run("tokenize", TestModels.Any, file).Output);
        LodeCommand.Run("tokenize", compiled, "--compile", folder.File("x")).ShouldFail(1).ShouldContain("compiled already");
        LodeCommand.Run("tokenize", Gpt2, file, "--compile", folder.File("x")).ShouldFail(2).ShouldContain("reads no text");
        File.Exists(folder.File("x")).ShouldBeFalse();
    }

    [Fact]
    public void A_reader_that_goes_away_ends_it_quietly()
    {
        string file = TestData.Require("text/big.txt");
        CommandResult result = Shell.Run($"({Shell.Lode} tokenize '{Gpt2}' \"$1\"; echo $? >&2) | head -c 10", file);
        result.OutputBytes.Length.ShouldBe(10);
        result.Errors.ShouldBe("0\n");
    }

    [Fact]
    public void Ctrl_C_while_it_waits_for_input_ends_it()
    {
        ProcessStartInfo start = new(LodeCommand.Host, ["exec", LodeCommand.Dll, "tokenize", TestModels.Any, "--lines"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Thread.Sleep(1000);
        Signals.SendInterrupt(process);
        LodeCommand.WaitForExit(process);
        process.ExitCode.ShouldBe(130);
    }

    static int[][] Ids(CommandResult result) =>
        [.. Encoding.UTF8.GetString(result.ShouldSucceed().OutputBytes).Split('\n')[..^1].Select(line => JsonSerializer.Deserialize<int[]>(line)!)];
}
