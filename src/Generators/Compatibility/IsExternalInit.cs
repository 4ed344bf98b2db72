namespace System.Runtime.CompilerServices;

/// <summary>Lets records and init accessors compile for netstandard2.0, the only target that every compiler host loads.</summary>
internal static class IsExternalInit;
