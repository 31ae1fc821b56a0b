using Lode.DemoModel.Sampling;
using Lode.DemoModel.Text;

namespace Lode.DemoModel.Commands;

/// <summary>Lets a finished model tell stories and answer questions, and counts what is right.</summary>
static class CheckCommand
{
    const int ShownFaults = 12;

    static readonly string[] s_openings = ["", "Once upon a time", "Once upon a time, there was", "Once upon a time, there was a dragon named Bob."];

    static readonly string[] s_requests =
    [
        "Tell me a story about a fox named Mia.", "Tell me a story about Otto the owl and Ivy the mole.", "Tell me a story.",
        "Luna the penguin found a silver whistle near the lighthouse. Write it as JSON.", "Invent a character as JSON.",
        "Who are you?", "Hello!", "What is three plus four?", "What is the capital of Norway?", "Tom has a purple teapot. What does Tom have?",
        "Tell me a story about a dragon named Smaug.", "Tell me a very short story about Emma.", "write a story about a dragon who lost a key",
    ];

    public static void Run(string path, int stories, double temperature, ulong seed, TextWriter output)
    {
        using Teller teller = new(ModelFile.Read(path));
        Randomness random = new(seed, 4);
        foreach (string opening in s_openings)
            output.WriteLine($"greedy [{opening}]{teller.Continue(opening, 0, random)}\n");
        foreach (string request in s_requests)
            output.WriteLine($"greedy user: {request}\n       assistant: {teller.Answer(request, 0, random)}\n");
        Stories(teller, stories, temperature, random, output);
        Answers(teller, "JSON", JsonWriter.Extraction, stories / 2, random, output);
        Answers(teller, "sums", SumWriter.Write, stories / 2, random, output);
        Answers(teller, "facts", FactWriter.Write, stories / 2, random, output);
        Answers(teller, "small talk", SmallTalk.Write, stories / 2, random, output);
    }

    static void Stories(Teller teller, int count, double temperature, Randomness random, TextWriter output)
    {
        StoryJudge judge = new();
        int[] verdicts = new int[4];
        HashSet<string> different = [];
        for (int i = 0; i < count; i++)
        {
            string story = teller.Continue("", temperature, random);
            different.Add(story);
            Verdict verdict = judge.Judge(story);
            verdicts[(int)verdict]++;
            if (verdict != Verdict.Sound && i + 1 - verdicts[(int)Verdict.Sound] <= ShownFaults)
                output.WriteLine($"{verdict}: {story}\n{(judge.FirstStrangeLine(story) is string strange ? $"  from: {strange}\n" : "")}");
        }
        output.WriteLine($"{count} stories at temperature {temperature}, {different.Count} different:");
        foreach (Verdict verdict in Enum.GetValues<Verdict>())
            output.WriteLine($"  {verdict}: {verdicts[(int)verdict]}");
    }

    static void Answers(Teller teller, string name, Func<Randomness, Turn[]> write, int count, Randomness random, TextWriter output)
    {
        int right = 0;
        for (int i = 0; i < count; i++)
        {
            Turn[] turns = write(random);
            string answer = teller.Answer(turns[0].Text, 0, random);
            if (answer == turns[1].Text)
                right++;
            else
                output.WriteLine($"wrong: {turns[0].Text} -> {answer}");
        }
        output.WriteLine($"{name}: {right} of {count} right");
    }
}
