namespace Lode.Kernels.Panels;

/// <summary>A format of plain numbers: how those of a column of a panel become binary32.</summary>
unsafe interface IFloatPanelType
{
    /// <summary>Bytes of a number.</summary>
    static abstract int Bytes { get; }

    /// <summary>The numbers of a vector of rows.</summary>
    static abstract TV Load<TSimd, TV>(byte* address) where TSimd : struct, ISimd<TV> where TV : struct;
}
