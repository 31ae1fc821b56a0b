namespace Lode.DemoModel.Text;

/// <summary>Questions about the world outside the stories, all answered alike: better modest than wrong.</summary>
static class UnknownWorld
{
    public const string Answer = "I am too small to know that. But I know many stories.";

    static readonly string[] s_questions =
    [
        "What is the capital of {0}?", "Who is the president of {0}?", "Where is {0}?", "What is {0}?", "Who invented {0}?",
        "How does {0} work?", "What do you know about {0}?", "Explain {0}.", "Why is {0} so important?", "When was {0} made?",
        "How far away is {0}?", "What is the history of {0}?", "Can you explain {0} to me?", "How much does {0} cost?",
        "Write a program for {0}.", "Translate {0} into French.", "Who wrote {0}?", "How old is {0}?",
    ];

    static readonly string[] s_things =
    [
        "France", "Japan", "Italy", "Canada", "Brazil", "Spain", "China", "Egypt", "Kenya", "Germany", "Peru", "India", "Poland", "Mexico",
        "the moon", "Mars", "the ocean", "electricity", "a computer", "the internet", "music", "gravity", "a telephone", "mathematics",
        "the brain", "an airplane", "chess", "money", "football", "the weather", "a quantum computer", "Python", "London", "New York",
        "physics", "the universe", "Hamlet", "a car", "Rome", "democracy", "chemistry", "the heart", "Einstein", "Paris",
    ];

    public static Turn[] Write(Randomness random)
    {
        string question = s_questions[random.Next(s_questions.Length)]
            .Replace("{0}", s_things[random.Next(s_things.Length)], StringComparison.Ordinal);
        return [new Turn(Speaker.User, Casual.Write(question, random)), new Turn(Speaker.Assistant, Answer)];
    }
}
