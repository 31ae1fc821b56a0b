namespace Lode.Kernels.Encode;

/// <summary>Scales, minima and codes of super-blocks whose sub-blocks have both: Q2_K, Q4_K, Q5_K.</summary>
static unsafe class AffineQuantiser
{
    /// <summary>Chooses everything that is stored for the super-blocks of a batch.</summary>
    /// <param name="batch">Loaded values; afterwards D and MinD, ScaleCode and MinCode, Codes are what to store.</param>
    /// <param name="length">Values per sub-block.</param>
    /// <param name="top">The largest code.</param>
    /// <param name="topScale">The largest integer that a sub-block's scale or minimum is stored as.</param>
    internal static void Run<T>(SuperBlockBatch* batch, int length, int top, int topScale) where T : struct, IFloats<T>
    {
        AffineFit.Search<T>(batch, length, top);
        int subBlocks = TensorFormats.SuperBlock / length;
        int superBlocks = SuperBlockBatch.Lanes / subBlocks;
        for (int index = 0; index < superBlocks; index++)
        {
            (float scale, float min) = Largest(batch, index, subBlocks);
            SetSteps(batch, index, subBlocks, scale / topScale, min / topScale);
        }
        AffineFit.Round<T>(batch, length, top, topScale, narrow: false);
        AffineFit.Choose<T>(batch, length, top);
        BatchChoice before = new(batch);
        for (int index = 0; index < superBlocks; index++)
            Refit(batch, index, subBlocks, length);
        AffineFit.Round<T>(batch, length, top, topScale, narrow: true);
        bool exact = false;
        for (int index = 0; index < superBlocks; index++)
        {
            before.RestoreUnlessBetter(batch, index, subBlocks);
            exact |= IsNearlyExact(batch, index, subBlocks);
        }
        if (exact)
            TryOtherSteps<T>(batch, length, top, topScale);
        AffineFit.Choose<T>(batch, length, top);
    }

    /// <summary>Whether a super-block's error is so small that the rounding of its steps to binary16 is most of it: constants, few different values.</summary>
    static bool IsNearlyExact(SuperBlockBatch* batch, int index, int subBlocks)
    {
        float error = 0;
        for (int lane = index * subBlocks; lane < (index + 1) * subBlocks; lane++)
            error += batch->Error[lane];
        return error is > 0 and < NearlyExact;
    }

    /// <summary>Of values whose largest magnitude is about one.</summary>
    const float NearlyExact = 1e-3f;

    /// <summary>Looks for steps that binary16 hits better, those that give the largest scale or minimum a smaller integer: for super-blocks that are nearly exact.</summary>
    static void TryOtherSteps<T>(SuperBlockBatch* batch, int length, int top, int topScale) where T : struct, IFloats<T>
    {
        int subBlocks = TensorFormats.SuperBlock / length;
        for (int trial = 0; trial < topScale; trial++)
        {
            BatchChoice before = new(batch);
            for (int index = 0; index < SuperBlockBatch.Lanes / subBlocks; index++)
            {
                if (!IsNearlyExact(batch, index, subBlocks))
                    continue;
                float unit = batch->Unit[index];
                (float scale, float min) = Largest(batch, index, subBlocks);
                int integer = topScale - trial / 2;
                if (trial % 2 == 0)
                    SetSteps(batch, index, subBlocks, scale / integer, batch->MinD[index] / unit);
                else
                    SetSteps(batch, index, subBlocks, batch->D[index] / unit, min / integer);
            }
            AffineFit.Round<T>(batch, length, top, topScale, narrow: true);
            for (int index = 0; index < SuperBlockBatch.Lanes / subBlocks; index++)
                before.RestoreUnlessBetter(batch, index, subBlocks);
        }
    }

    static (float Scale, float Min) Largest(SuperBlockBatch* batch, int index, int subBlocks)
    {
        float scale = 0, min = 0;
        for (int lane = index * subBlocks; lane < (index + 1) * subBlocks; lane++)
        {
            scale = MathF.Max(scale, batch->Scale[lane]);
            min = MathF.Max(min, batch->Min[lane]);
        }
        return (scale, min);
    }

    /// <summary>The steps that fit the chosen codes and integers best, by least squares over the super-block.</summary>
    static void Refit(SuperBlockBatch* batch, int index, int subBlocks, int length)
    {
        double a = 0, b = 0, c = 0, p = 0, r = 0;
        for (int lane = index * subBlocks; lane < (index + 1) * subBlocks; lane++)
        {
            double scale = batch->ScaleCode[lane], min = batch->MinCode[lane];
            a += scale * scale * batch->SumQQ[lane];
            b += scale * min * batch->SumQ[lane];
            c += min * min * length;
            p += scale * batch->SumXQ[lane];
            r += min * batch->SumX[lane];
        }
        double determinant = a * c - b * b;
        double step = determinant > 0 ? (p * c - b * r) / determinant : a > 0 ? p / a : 0;
        double minStep = c > 0 ? (step * b - r) / c : 0;
        if (step > 0 && minStep >= 0)
            SetSteps(batch, index, subBlocks, (float)step, (float)minStep);
    }

    /// <summary>Rounds the steps of a super-block to what is stored, and gives them to its lanes.</summary>
    static void SetSteps(SuperBlockBatch* batch, int index, int subBlocks, float step, float minStep)
    {
        float unit = batch->Unit[index];
        batch->D[index] = StoredHalf.Of(step * unit);
        batch->MinD[index] = StoredHalf.Of(minStep * unit);
        for (int lane = index * subBlocks; lane < (index + 1) * subBlocks; lane++)
        {
            batch->Step[lane] = batch->D[index] / unit;
            batch->MinStep[lane] = batch->MinD[index] / unit;
        }
    }
}
