namespace Lode.DemoModel.Text;

/// <summary>Sums up to eighteen, in words or digits.</summary>
static class SumWriter
{
    public static Turn[] Write(Randomness random)
    {
        int a = random.Next(10), b = random.Next(10);
        bool words = random.Chance(50);
        string Say(int number) => words ? Lexicon.Numbers[number] : number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        string sum = $"{Say(a)} plus {Say(b)}";
        string question = random.Pick<string>(["What is {0}?", "How much is {0}?", "What does {0} make?"]).Replace("{0}", sum, StringComparison.Ordinal);
        return
        [
            new Turn(Speaker.User, Casual.Write(question, random)),
            new Turn(Speaker.Assistant, $"{Template.Capital(sum)} is {Say(a + b)}."),
        ];
    }
}
