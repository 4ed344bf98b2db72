namespace Gatehouse;

/// <summary>
/// Marks a class whose routes join those of the assembly's <see cref="GatewayAppAttribute">gateway app</see>. It is static, or has
/// one constructor, which takes <see cref="ServiceAttribute">services</see> of the app, the app itself, or the
/// <see cref="WorkerContext"/>. One instance lives in each worker: it is created after the app was started, and disposed before
/// the app is. The class stands at the top level and is not generic.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class HandlersAttribute : Attribute;
