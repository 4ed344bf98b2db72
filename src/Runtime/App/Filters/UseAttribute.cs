namespace Gatehouse;

/// <summary>
/// Puts a filter around a handler, around all handlers of a class, or around all of the app. The app's filters are outermost, then
/// those of the class, then those of the method; of several in one place the first is the outer one. One instance of a filter
/// lives in each worker, wherever it is used; its constructor takes what that of a <see cref="HandlersAttribute">handler
/// class</see> does.
/// </summary>
/// <typeparam name="TFilter">
/// A class that implements one or more of <see cref="IBeforeFilter"/>, <see cref="IAfterFilter"/> and <see cref="IExceptionFilter"/>.
/// </typeparam>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true, Inherited = false)]
public sealed class UseAttribute<TFilter> : Attribute
    where TFilter : class;
