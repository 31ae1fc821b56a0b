namespace Lode.Cli.Tests;

public sealed class CommandLineErrorTests
{
    // No model is needed: the command line is read first.
    [Theory]
    [InlineData("there is no command 'rum'; the commands are run, logits, show, load, convert, quantize, pack, unpack, verify, compare, bench, perplexity, tokenize, detokenize, wasm, control and stat; see lode --help", "rum")]
    [InlineData("there is no command '--verbose'; the commands are run, logits, show, load, convert, quantize, pack, unpack, verify, compare, bench, perplexity, tokenize, detokenize, wasm, control and stat; see lode --help", "--verbose")]
    [InlineData("there is no command 'rum'; the commands are run, logits, show, load, convert, quantize, pack, unpack, verify, compare, bench, perplexity, tokenize, detokenize, wasm, control and stat; see lode --help", "help", "rum")]
    [InlineData("no model was given: lode run MODEL [PROMPT] [options]; see lode run --help", "run")]
    [InlineData("no model was given: lode show MODEL [options]; see lode show --help", "show")]
    [InlineData("unknown option '--sats', did you mean '--stats'?; see lode run --help, or put '--' before a text that begins with '-'", "run", "m", "--sats")]
    [InlineData("unknown option '--frobnicate'; see lode show --help, or put '--' before a text that begins with '-'", "show", "--frobnicate=1")]
    [InlineData("unexpected argument 'there'; a text of several words needs quotes around it; see lode run --help", "run", "m", "hello", "there")]
    [InlineData("required argument missing for option: '--top-k'; see lode run --help", "run", "m", "--top-k")]
    [InlineData("option '-n' expects a single argument but 2 were provided; see lode run --help", "run", "m", "-n", "1", "-n", "2")]
    [InlineData("--max-tokens: expected a whole number of 0 or more, found '-1'; see lode run --help", "run", "m", "-n", "-1")]
    [InlineData("--max-tokens: expected a whole number of 0 or more, found '99999999999'; see lode run --help", "run", "m", "--max-tokens", "99999999999")]
    [InlineData("--temperature: expected a number of 0 or more, found 'hot'; see lode run --help", "run", "m", "--temperature", "hot")]
    [InlineData("--temperature: expected a number of 0 or more, found '-0.1'; see lode run --help", "run", "m", "--temperature", "-0.1")]
    [InlineData("--temperature: expected a number of 0 or more, found 'NaN'; see lode run --help", "run", "m", "--temperature", "NaN")]
    [InlineData("--temperature: expected a number of 0 or more, found '1,5'; see lode run --help", "run", "m", "--temperature", "1,5")]
    [InlineData("--top-k: expected a whole number of 0 or more, found '1.5'; see lode run --help", "run", "m", "--top-k", "1.5")]
    [InlineData("--top-p: expected a number above 0 and up to 1, found '0'; see lode run --help", "run", "m", "--top-p", "0")]
    [InlineData("--min-p: expected a number from 0 to 1, found '1.01'; see lode run --help", "run", "m", "--min-p", "1.01")]
    [InlineData("--repeat-penalty: expected a number above 0, found '0'; see lode run --help", "run", "m", "--repeat-penalty", "0")]
    [InlineData("--frequency-penalty: expected a number that is finite, found 'Infinity'; see lode run --help", "run", "m", "--frequency-penalty", "Infinity")]
    [InlineData("--presence-penalty: expected a number that is finite, found 'x'; see lode run --help", "run", "m", "--presence-penalty", "x")]
    [InlineData("--penalty-window: expected a whole number of 0 or more, found '-2'; see lode run --help", "run", "m", "--penalty-window", "-2")]
    [InlineData("--seed: expected a whole number from 0 to 18446744073709551615, found '-4'; see lode run --help", "run", "m", "--seed", "-4")]
    [InlineData("--ctx: expected a whole number from 1 to 16777216, found '0'; see lode run --help", "run", "m", "--ctx", "0")]
    [InlineData("--threads: expected a whole number from 1 to 256, found '0'; see lode run --help", "run", "m", "-t", "0")]
    [InlineData("--cache-type: expected one of f16, f32, q8_0, found 'q4'; see lode run --help", "run", "m", "--cache-type", "q4")]
    [InlineData("--batch: expected a whole number from 1 to 4096, found '5000'; see lode run --help", "run", "m", "--batch", "5000")]
    [InlineData("--stop: expected a text, found an empty one; see lode run --help", "run", "m", "--stop", "")]
    [InlineData("no output was given: -o FILE; see lode logits --help", "logits", "m", "x")]
    [InlineData("--tokens: expected token ids with commas between them, such as 1,2,3, found '1,,2'; see lode logits --help", "logits", "m", "--tokens", "1,,2", "-o", "x")]
    [InlineData("--tokens: expected token ids with commas between them, such as 1,2,3, found '-1'; see lode logits --help", "logits", "m", "--tokens", "-1", "-o", "x")]
    public void A_wrong_command_line_is_one_line_and_exit_code_2(string message, params string[] arguments) =>
        LodeCommand.Run(arguments).ShouldFail(2).ShouldBe(message);

    [Theory]
    [InlineData("pack", "-", "-o", "x")]
    [InlineData("unpack", "-", "-o", "x")]
    [InlineData("quantize", "-", "-o", "x", "--type", "Q8_0")]
    [InlineData("convert", "-", "-o", "x")]
    [InlineData("verify", "-")]
    [InlineData("compare", "-", "demo")]
    public void Commands_that_read_a_model_by_position_say_that_a_pipe_will_not_do(params string[] arguments) =>
        LodeCommand.Run(arguments).ShouldFail(2).ShouldContain("the model '-' is standard input, which is read once and in order; this command needs a file: name one");

    [Fact]
    public void One_output_cannot_take_both_json_and_rows()
    {
        CommandResult result = LodeCommand.Run("logits", "m", "x", "-o", "-", "--json");
        result.ExitCode.ShouldBe(2);
        result.Errors.ShouldBe("lode: error: --json and -o - both write to standard output; give a file; see lode logits --help\n");
    }

    [Fact]
    public void Two_prompts_are_one_too_many()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("m"), "");
        CommandInput here = new() { Folder = folder.Path };
        LodeCommand.Run(here, "run", "m", "x", "--file", "y").ShouldFail(2)
            .ShouldBe("the prompt is given twice, as PROMPT and as --file; leave one out");
        LodeCommand.Run(here, "logits", "m", "x", "--tokens", "1", "-o", "y").ShouldFail(2)
            .ShouldBe("--tokens takes the place of a prompt; leave one out; see lode logits --help");
    }
}
