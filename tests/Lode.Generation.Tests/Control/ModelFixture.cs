using Lode.Tests;

namespace Lode.Generation.Tests.Control;

/// <summary>Models that the tests of controllers share: one of random weights, and two that tell stories.</summary>
public sealed class ModelFixture : IDisposable
{
    public const string Synthetic = "synthetic";
    public const string Demo = "demo";
    public const string Stories = "stories260K";

    readonly TemporaryModel _file = new(new SyntheticModel());
    readonly Dictionary<string, LanguageModel> _models = [];

    public LanguageModel Open(string name)
    {
        lock (_models)
        {
            if (_models.TryGetValue(name, out LanguageModel? known))
                return known;
            LanguageModel model = LanguageModel.Open(name switch
            {
                Synthetic => _file.Path,
                Demo => Path.Combine(TestData.RepositoryRoot, "models", "demo.gguf"),
                _ => TestData.Require($"models/{name}.gguf"),
            });
            _models.Add(name, model);
            return model;
        }
    }

    public void Dispose()
    {
        foreach (LanguageModel model in _models.Values)
            model.Dispose();
        _file.Dispose();
    }
}
