using System.Globalization;
using System.Text;

namespace Lode.Control.Tests;

/// <summary>What Programs/probe.c does, in C#: an oracle for what becomes of its commands.</summary>
sealed class ScriptProgram : ControlProgram
{
    int _calls;

    public override bool Prepares => true;

    public override ControlAction Initialize(ControlStep step) => Run(step, "init");

    public override void Prepare(ControlStep step) => Run(step, "prepare");

    public override ControlAction Step(ControlStep step) => Run(step, "step");

    public override ControlProgram Fork() => new ScriptProgram { _calls = _calls };

    ControlAction Run(ControlStep step, string phase)
    {
        ControlAction verdict = ControlAction.Sample;
        _calls++;
        foreach (string line in Encoding.UTF8.GetString(step.Argument).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = line.Split(' ');
            if (IsDue(step, words[0], phase))
                verdict = Do(step, words[1], [.. words.Skip(2)], verdict);
        }
        return verdict;
    }

    static bool IsDue(ControlStep step, string when, string phase)
    {
        string[] parts = when.Split('/');
        if (parts.Length == 2 && (step.Header.Branches == 0 || Number(parts[1]) != step.Header.Branch))
            return false;
        return parts[0] == phase || phase == "step" && ulong.TryParse(parts[0], out ulong round) && round == step.Input.Round;
    }

    ControlAction Do(ControlStep step, string command, string[] words, ControlAction verdict)
    {
        int[] numbers = command is "log" or "append" or "get" or "bias" or "logit" or "temperature" ? [] : [.. words.Select(Number)];
        switch (command)
        {
            case "allow":
            case "forbid":
                step.Mask.Fill(command == "allow" ? 0 : uint.MaxValue);
                foreach (int token in numbers)
                    step.Mask[token >> 5] ^= 1u << token;
                step.UseMask();
                return verdict;
            case "mask":
                step.UseMask();
                return verdict;
            case "bias":
                step.Bias[Number(words[0])] = Real(words[1]);
                step.UseBias();
                return verdict;
            case "logit":
                step.Logits[Number(words[0])] = Real(words[1]);
                return verdict;
            case "temperature":
                step.SetTemperature(Real(words[0]));
                return verdict;
            case "when":
                step.SpliceWhen(numbers.AsSpan(0, 1), numbers[1], numbers.AsSpan(2));
                return verdict;
            case "splice":
                return step.Splice(numbers[0], numbers.AsSpan(1));
            case "fork":
                return step.Header.Branches == 0 ? step.Fork(numbers[0]) : verdict;
            case "stop":
                return ControlAction.Stop;
            case "skip":
                return ControlAction.Skip;
            case "log":
                step.Log(words[0]);
                return verdict;
            case "append":
                step.Log($"append {words[0]}: {step.Variables.Append(words[0], Encoding.UTF8.GetBytes(words[1]))}");
                return verdict;
            case "text":
                step.Log($"text: {string.Join(' ', step.Tokens.ToArray())}");
                return verdict;
            case "show":
                Show(step);
                return verdict;
            default:
                throw new InvalidOperationException(command);
        }
    }

    void Show(ControlStep step)
    {
        StepInput input = step.Input;
        SequenceHeader header = step.Header;
        step.Log($"round={input.Round} tokens={input.TokenCount} removed={input.Removed} appended={input.Appended} sampled={input.Sampled} "
            + $"splice={input.Splice} flags={(uint)input.Flags} missed={input.Missed} sequence={header.Sequence} parent={header.Parent} "
            + $"branch={header.Branch} branches={header.Branches} prompt={header.PromptLength} calls={_calls}");
    }

    static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);

    static float Real(string word) => float.Parse(word, CultureInfo.InvariantCulture);
}
