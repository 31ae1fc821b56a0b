namespace Lode.Kernels.Encode;

/// <summary>Scales and codes of super-blocks of 16 sub-blocks that have signed scales and no minima: Q3_K, Q6_K.</summary>
static unsafe class SymmetricQuantiser
{
    const int Length = TensorFormats.SuperBlock / SuperBlockBatch.Lanes;

    /// <summary>Of values whose largest magnitude is about one.</summary>
    const float NearlyExact = 1e-4f;

    /// <summary>Chooses everything that is stored for the super-block of a batch.</summary>
    /// <param name="batch">Loaded values; afterwards D, ScaleCode and Codes are what to store.</param>
    /// <param name="bottom">The smallest code.</param>
    /// <param name="bottomScale">The smallest integer that a sub-block's scale is stored as.</param>
    internal static void Run<T>(SuperBlockBatch* batch, int bottom, int bottomScale) where T : struct, IFloats<T>
    {
        SymmetricFit.Search<T>(batch, Length, bottom, bothSigns: bottom > -8);
        SetStep(batch, Largest(batch) / bottomScale);
        SymmetricFit.Round<T>(batch, Length, bottom, bottomScale);
        SymmetricFit.Choose<T>(batch, Length, bottom);
        // A step fitted to the codes, and integers fitted to the step: kept where that is better.
        Try<T>(batch, Refit(batch), bottom, bottomScale);
        // Where the rounding of the step to binary16 is most of the error: other steps, which may be hit better.
        for (int integer = bottomScale + 1; integer < bottomScale / 2 && Error(batch) is > 0 and < NearlyExact; integer++)
            Try<T>(batch, Largest(batch) / integer, bottom, bottomScale);
        SymmetricFit.Choose<T>(batch, Length, bottom);
    }

    static void Try<T>(SuperBlockBatch* batch, float step, int bottom, int bottomScale) where T : struct, IFloats<T>
    {
        BatchChoice before = new(batch);
        SetStep(batch, step);
        SymmetricFit.Round<T>(batch, Length, bottom, bottomScale);
        before.RestoreUnlessBetter(batch, 0, SuperBlockBatch.Lanes);
    }

    static float Largest(SuperBlockBatch* batch)
    {
        float largest = 0;
        for (int lane = 0; lane < SuperBlockBatch.Lanes; lane++)
            largest = MathF.Abs(batch->Scale[lane]) > MathF.Abs(largest) ? batch->Scale[lane] : largest;
        return largest;
    }

    static float Error(SuperBlockBatch* batch)
    {
        float error = 0;
        for (int lane = 0; lane < SuperBlockBatch.Lanes; lane++)
            error += batch->Error[lane];
        return error;
    }

    /// <summary>The step that fits the chosen codes and integers best, by least squares.</summary>
    static float Refit(SuperBlockBatch* batch)
    {
        double xq = 0, qq = 0;
        for (int lane = 0; lane < SuperBlockBatch.Lanes; lane++)
        {
            double scale = batch->ScaleCode[lane];
            xq += scale * batch->SumXQ[lane];
            qq += scale * scale * batch->SumQQ[lane];
        }
        return qq > 0 ? (float)(xq / qq) : 0;
    }

    static void SetStep(SuperBlockBatch* batch, float step)
    {
        batch->D[0] = StoredHalf.Of(step * batch->Unit[0]);
        for (int lane = 0; lane < SuperBlockBatch.Lanes; lane++)
            batch->Step[lane] = batch->D[0] / batch->Unit[0];
    }
}
