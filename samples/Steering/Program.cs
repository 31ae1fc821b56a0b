using System.Text;
using Lode.Control;
using Lode.Generation;

using LanguageModel model = LanguageModel.Open(args[0]);
GenerationOptions options = new() { MaxTokens = 20, Sampling = new SamplingOptions { Temperature = 0 } };

// A program in WebAssembly, loaded once for any number of texts.
using Controller choice = Controller.Load(args[1]);
ControlledText answer = model.Generate("Once upon a time, there was a fox named", choice, """[" Max", " Mia", " Maximilian"]""", options);
Console.WriteLine(answer.Text);
foreach ((string name, byte[] value) in answer.Results)
    Console.WriteLine($"{name}:{Encoding.UTF8.GetString(value)}");

// One in C#, by the same interface.
using NativeController second = new("second", () => new SecondBest());
Console.WriteLine(model.Generate("Once upon a time", second, options: options).Text);

/// <summary>Never lets the model say what it would like best.</summary>
sealed class SecondBest : ControlProgram
{
    public override ControlAction Step(ControlStep step)
    {
        Span<float> logits = step.Logits; // where the model wrote them
        int best = 0;
        for (int token = 1; token < logits.Length; token++)
        {
            if (logits[token] > logits[best])
                best = token;
        }
        logits[best] = float.NegativeInfinity;
        return ControlAction.Sample;
    }

    public override ControlProgram Fork() => new SecondBest();
}
