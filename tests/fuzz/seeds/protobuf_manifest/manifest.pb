
Ò

9
android*http://schemas.android.com/apk/res/androidmanifest"packageorg.kinsafe.bundle"K
*http://schemas.android.com/apk/res/androidversionCode7"(›„„2:0"C
*http://schemas.android.com/apk/res/androidversionName1.7(œ„„"R
*http://schemas.android.com/apk/res/androidcompileSdkVersion29"(òŠ„2:0"(platformBuildVersionCode29"2:0"T
*http://schemas.android.com/apk/res/androidcompileSdkVersionCodename10.0.0(óŠ„""platformBuildVersionName10.0.0*
  6*¶
­uses-sdk"N
*http://schemas.android.com/apk/res/androidminSdkVersion21"(Œ„„2:0"Q
*http://schemas.android.com/apk/res/androidtargetSdkVersion29"(ð„„2:0*
  G*o
guses-permission"T
*http://schemas.android.com/apk/res/androidnameandroid.permission.INTERNET(ƒ€„*
  @*Å
¼uses-permission"N
*http://schemas.android.com/apk/res/androidmaxSdkVersion28"(ñ„„2:0"Y
*http://schemas.android.com/apk/res/androidname android.permission.READ_CALL_LOG(ƒ€„*
  `*°
§application"i
*http://schemas.android.com/apk/res/androidlabel@string/app_name"(€„2
€€„østring/app_name"=
*http://schemas.android.com/apk/res/androidname.App(ƒ€„*
    D*R
Jactivity">
*http://schemas.android.com/apk/res/androidname.Main(ƒ€„*
  %*	
	