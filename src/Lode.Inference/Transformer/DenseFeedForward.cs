namespace Lode.Inference.Transformer;

/// <summary>The feed-forward layer that every token goes through.</summary>
sealed unsafe class DenseFeedForward : FeedForward
{
    readonly Workspace _work;
    readonly TokenJob _activate;
    readonly TokenJob _add;
    LayerWeights _layer = null!;

    internal DenseFeedForward(Workspace work)
    {
        _work = work;
        _activate = new TokenJob(work.Activate);
        _add = new TokenJob(Add);
    }

    internal override void Run(LayerWeights layer, int tokens)
    {
        _layer = layer;
        Activations rows = _work.Rows;
        _work.Product.Clear();
        _work.Product.Add(layer.Gate[0], rows.Normed, rows.Width, tokens, rows.Gate, rows.HiddenWidth);
        _work.Product.Add(layer.Up[0], rows.Normed, rows.Width, tokens, rows.Up, rows.HiddenWidth);
        _work.Product.Run(_work.Team);
        _work.Team.Run(_activate, tokens);
        _work.Product.Clear();
        _work.Product.Add(layer.Down[0], rows.Gate, rows.HiddenWidth, tokens, rows.Projected, rows.Width);
        _work.Product.Run(_work.Team);
        _work.Team.Run(_add, tokens);
    }

    void Add(int token) => _work.AddProjected(token, _layer.FeedForwardPostNorm);
}
