using Lode.DemoModel.Text;
using Lode.DemoModel.Vocabulary;

namespace Lode.DemoModel.Sampling;

/// <summary>Lets a model speak.</summary>
sealed class Teller(ModelFile model) : IDisposable
{
    readonly Decoder _decoder = new(model);

    public void Dispose() => _decoder.Dispose();

    /// <summary>Goes on from a text; temperature 0 takes the likeliest token each time.</summary>
    public string Continue(string text, double temperature, Randomness random) => Run(Encode(text), temperature, random);

    /// <summary>Answers a request in the chat format.</summary>
    public string Answer(string request, double temperature, Randomness random) =>
        Run([BytePairVocabulary.User, .. Encode(request), BytePairVocabulary.Assistant], temperature, random);

    List<int> Encode(string text)
    {
        List<int> tokens = [];
        model.Vocabulary.Encode(text, tokens);
        return tokens;
    }

    string Run(List<int> prompt, double temperature, Randomness random)
    {
        _decoder.Reset();
        float[] logits = _decoder.Step(BytePairVocabulary.Begin);
        foreach (int token in prompt)
            logits = _decoder.Step(token);
        List<int> written = [];
        while (_decoder.Position < model.Shape.Context)
        {
            int token = temperature == 0 ? Array.IndexOf(logits, logits.Max()) : Draw(logits, temperature, random);
            if (token < BytePairVocabulary.FirstByte)
                break;
            written.Add(token);
            logits = _decoder.Step(token);
        }
        return model.Vocabulary.Decode(written);
    }

    static int Draw(float[] logits, double temperature, Randomness random)
    {
        double largest = logits.Max();
        double[] weights = [.. logits.Select(logit => Math.Exp((logit - largest) / temperature))];
        double left = random.NextUnit() * weights.Sum();
        int token = 0;
        while (token + 1 < weights.Length && (left -= weights[token]) >= 0)
            token++;
        return token;
    }
}
