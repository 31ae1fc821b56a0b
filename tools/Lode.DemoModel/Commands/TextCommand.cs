using Lode.DemoModel.Text;

namespace Lode.DemoModel.Commands;

/// <summary>Prints what the model is trained on.</summary>
static class TextCommand
{
    public static void Run(int count, ulong seed, TextWriter output)
    {
        for (int i = 0; i < count; i++)
        {
            foreach (Turn turn in DocumentWriter.Write(new Randomness(seed, 1, (ulong)i)))
                output.WriteLine(turn.Speaker == Speaker.Narrator ? turn.Text : $"{turn.Speaker}: {turn.Text}");
            output.WriteLine();
        }
    }
}
